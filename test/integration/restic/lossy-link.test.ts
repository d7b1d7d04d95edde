import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLongLink, whyNoLongLink } from '../../movers/long-link.ts';
import { openStage } from '../../movers/mover-stage.ts';

const why = await whyNoLongLink();

it('movers get over a link of 300 ms on which every twentieth packet is lost', { timeout: 280_000 }, async ({ skip }) => {
  skip(why !== undefined, why);
  const link = await openLongLink({ bitsPerSecond: 100e6, roundTripSeconds: 0.3, loss: 0.05 });
  const stage = await openStage({ link });
  try {
    const move = await stage.openMove('lossy');
    const content = 'what a long way to go\n'.repeat(20_000);
    await writeFile(join(move.volume('source'), 'file'), content);
    const [target, source] = await Promise.all([move.start('target', { wrapper: link.far }), move.start('source')]);
    expect(await source.end).toMatchObject({ code: 0, result: { files: 1 } });
    expect(await target.end).toMatchObject({ code: 0, result: { verified: { entries: 2 } } });
    expect(await readFile(join(move.volume('target'), 'file'), 'utf8')).toBe(content);
  } finally {
    await stage.close();
    link.close();
  }
});
