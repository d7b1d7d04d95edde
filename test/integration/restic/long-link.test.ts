import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LongLink, openLongLink, whyNoLongLink } from '../../movers/long-link.ts';
import { openStage, type Stage } from '../../movers/mover-stage.ts';

const why = await whyNoLongLink();
let link: LongLink;
let stage: Stage;

beforeAll(async () => {
  if (why !== undefined) return;
  link = await openLongLink({ bitsPerSecond: 100e6, roundTripSeconds: 0.02, loss: 0.01 });
  stage = await openStage({ link });
}, 60_000);
afterAll(async () => {
  await stage?.close();
  link?.close();
});

const text = 'a line of a log that says much the same as the one before\n'.repeat(100_000);

/** Copies one file over the link, one end of the move at its far side; returns what the source said of the link. */
async function copyOver(name: string, setting: { content: string | Buffer; far: 'source' | 'target' }) {
  const move = await stage.openMove(name);
  await writeFile(join(move.volume('source'), 'file'), setting.content);
  const wrapperOf = (role: 'source' | 'target') => (role === setting.far ? { wrapper: link.far } : {});
  const target = await move.start('target', wrapperOf('target'));
  const source = await move.start('source', wrapperOf('source'));
  expect(await source.end).toMatchObject({ code: 0 });
  expect(await target.end).toMatchObject({ code: 0 });
  expect((await readFile(join(move.volume('target'), 'file'))).equals(Buffer.from(setting.content))).toBe(true);
  return { move, seen: await source.until('link') };
}

describe('a link on which packets are lost', { timeout: 240_000 }, () => {
  beforeEach(({ skip }) => skip(why !== undefined, why));

  it('gets more connections and smaller packs, and text goes compressed', async () => {
    const { seen } = await copyOver('text', { content: text, far: 'source' });
    expect(seen).toMatchObject({ compressed: true });
    if (seen.type !== 'link') throw new Error('no link');
    expect(seen.bytesPerSecond).toBeGreaterThan(0);
    expect(seen.connections).toBeGreaterThan(5);
    expect(seen.packMebibytes).toBeLessThan(64);
  });

  it('does not compress what gets no smaller', async () => {
    expect((await copyOver('random', { content: randomBytes(4 << 20), far: 'source' })).seen).toMatchObject({ compressed: false });
  });

  it('compresses although its own way is short, when the target is far', async () => {
    expect((await copyOver('far-target', { content: text, far: 'target' })).seen).toMatchObject({ compressed: true });
  });

  it('is left alone by a mover that was told not to compress', async () => {
    const move = await stage.openMove('off');
    await writeFile(join(move.volume('source'), 'file'), text);
    const source = await move.start('source', { compression: 'off', wrapper: link.far });
    const seen = await source.until('link');
    expect(seen).toMatchObject({ compressed: false });
    await source.kill('SIGTERM');
  });
});
