import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StagedMove } from '../../movers/mover-stage.ts';
import { useStage } from './use-stage.ts';

const stage = useStage();
const isRoot = process.getuid?.() === 0;

const folders = ['.snapshot', '.Trash-0', 'System Volume Information', 'lost+found'];

/** What classes put into a new volume. */
async function furnish(volume: string): Promise<string[]> {
  for (const name of folders) await mkdir(join(volume, name));
  if (!isRoot) return folders;
  await writeFile(join(volume, 'aquota.user'), 'the quotas');
  return [...folders, 'aquota.user'];
}

async function refusal(move: StagedMove, options: Parameters<StagedMove['start']>[1]) {
  return (await (await move.start('target', options)).end).result;
}

describe.concurrent('target mover', { timeout: 240_000 }, () => {
  it('copies beside what its class puts into every new volume, and leaves that alone in every try', async () => {
    const move = await stage.openMove('furnished');
    const own = await furnish(move.volume('target'));
    await mkdir(join(move.volume('source'), 'lost+found'));
    await writeFile(join(move.volume('source'), 'lost+found', '#12'), 'found');
    const [source, target] = await Promise.all([move.start('source'), move.start('target')]);
    await source.until('complete', 1);
    source.signalManifest('SIGSTOP');
    await target.until('restored', 1);
    await target.kill('SIGKILL');
    source.signalManifest('SIGCONT');
    const again = await move.start('target', { try: 2 });
    expect(await source.end).toMatchObject({ code: 0, result: { left: [] } });
    expect(await again.end).toMatchObject({ code: 0, result: { verified: { entries: 3 } } });
    expect((await readdir(move.volume('target'))).toSorted()).toEqual(own.toSorted());
    expect(await readFile(join(move.volume('target'), 'lost+found', '#12'), 'utf8')).toBe('found');
    if (isRoot) expect(await readFile(join(move.volume('target'), 'aquota.user'), 'utf8')).toBe('the quotas');
  });

  it.each([1, 2])('refuses a volume that has something in such a folder, or under a name that only looks like it (try %i)', async (nth) => {
    const move = await stage.openMove(`used-${nth}`);
    const volume = move.volume('target');
    await furnish(volume);
    const used = ['.snapshots', '.Trash-1', '.Trashes'];
    for (const name of used) await mkdir(join(volume, name, 'something'), { recursive: true });
    await mkdir(join(volume, '.Trash-1*'));
    await writeFile(join(volume, '.zfs'), '');
    const details = expect.arrayContaining([...used, '.Trash-1*', '.zfs']);
    expect(await refusal(move, { try: nth, verify: 'none' })).toEqual({ role: 'target', failure: 'not-empty', code: 45, details });
    expect(await readdir(volume)).toHaveLength(5 + folders.length + (isRoot ? 1 : 0));
  });

  it('looks once more before its first restore', async () => {
    const move = await stage.openMove('late');
    const target = await move.start('target');
    await target.until('waiting');
    await writeFile(join(move.volume('target'), 'treasure'), '');
    const source = await move.start('source');
    expect((await target.end).result).toMatchObject({ failure: 'not-empty', details: ['treasure'] });
    expect(await readdir(move.volume('target'))).toEqual(['treasure']);
    await source.kill('SIGTERM');
  });

  it("does not put the source's data into what its class has made", async () => {
    const move = await stage.openMove('occupied');
    await mkdir(join(move.volume('target'), '.snapshot'));
    await mkdir(join(move.volume('source'), '.snapshot'));
    await writeFile(join(move.volume('source'), '.snapshot', 'mine'), '');
    const source = await move.start('source', { verify: 'none' });
    expect(await refusal(move, { verify: 'none' })).toMatchObject({
      failure: 'occupied',
      code: 53,
      details: ['.snapshot: the source has data of this name, and the target volume something of its own'],
    });
    expect(await readdir(join(move.volume('target'), '.snapshot'))).toEqual([]);
    await source.kill('SIGTERM');
  });
});
