import { execFile } from 'node:child_process';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeVolume } from '../../fidelity/describe-volume.ts';
import { inMounts, whyNoMounts } from './mounts.ts';
import type { StagedMove } from '../../movers/mover-stage.ts';
import { useStage } from './use-stage.ts';

const stage = useStage();
const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/** Copies the source to its end; returns what the source said. */
async function moveAll(move: StagedMove, options: Parameters<StagedMove['start']>[1] = {}) {
  const [source, target] = await Promise.all([move.start('source', options), move.start('target', { ...options, wrapper: [] })]);
  const ends = await Promise.all([source.end, target.end]);
  expect(
    ends.map(({ code }) => code),
    ends.map(({ log }) => log).join('\n'),
  ).toEqual([0, 0]);
  return ends[0].result;
}

/** By other tools than the product's. */
async function expectCopy(move: StagedMove): Promise<void> {
  expect(await describeVolume(move.volume('target'))).toEqual(await describeVolume(move.volume('source')));
}

describe.concurrent('lost+found', { timeout: 240_000 }, () => {
  it.each([
    {
      what: 'a folder with a file that has an odd name',
      script: `mkdir -m 711 lost+found; echo found > 'lost+found/\n'`,
      verify: 'restore',
    },
    { what: 'a file', script: 'echo mine > lost+found; mkdir -p deep/lost+found', verify: 'none' },
    { what: 'a symlink to an empty folder', script: 'mkdir elsewhere; ln -s elsewhere lost+found', verify: 'full' },
  ] as const)('is carried when it is $what (--verify $verify)', async ({ script, verify }) => {
    const move = await stage.openMove(`found-${verify}`);
    await run('sh', ['-c', script], { cwd: move.volume('source') });
    // As mkfs makes it, on some targets.
    if (verify !== 'none') await mkdir(join(move.volume('target'), 'lost+found'), { mode: 0o700 });
    expect(await moveAll(move, { verify })).toMatchObject({ left: [] });
    await expectCopy(move);
  });

  it('is left out and named when it is an empty folder', async () => {
    const move = await stage.openMove('found-nothing');
    await mkdir(join(move.volume('source'), 'lost+found'));
    expect(await moveAll(move, { verify: 'none' })).toMatchObject({ left: ['lost+found'] });
    await expect(access(join(move.volume('target'), 'lost+found'))).rejects.toThrow();
  });

  it('stops the move when nobody may look into it', async () => {
    const move = await stage.openMove('found-closed');
    const folder = join(move.volume('source'), 'lost+found');
    await mkdir(folder, { mode: 0 });
    if (isRoot) await run('chown', ['1234', folder]);
    const wrapper = isRoot ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
    const source = await move.start('source', { verify: 'none', wrapper });
    expect((await source.end).result).toMatchObject({ failure: 'unreadable', details: ['lost+found: permission denied'] });
  });

  it('is looked at again in each pass', async () => {
    const move = await stage.openMove('found-later');
    const folder = join(move.volume('source'), 'lost+found');
    await mkdir(folder);
    await mkdir(join(move.volume('target'), 'lost+found'));
    const [source, target] = await Promise.all([move.start('source'), move.start('target')]);
    await source.until('complete', 1);
    await writeFile(join(folder, 'file'), 'late');
    await source.until('complete', 2);
    await rm(join(folder, 'file'));
    expect(await source.end).toMatchObject({ code: 0, result: { pass: 3, left: ['lost+found'] } });
    expect(await target.end).toMatchObject({ code: 0, result: { pass: 3 } });
    await expectCopy(move);
  });
});

describe.concurrent('what file systems and classes make', { timeout: 240_000 }, () => {
  it('is told from data of the same name', async () => {
    const move = await stage.openMove('lookalike');
    const volume = move.volume('source');
    await run(
      'sh',
      [
        '-c',
        `mkdir .snapshot .snapshots .zfs .Trash .Trash-0 'System Volume Information' .snapshots/today
        echo mine > .snapshots/today/file; ln -s .. .snapshot/now; echo mine > aquota.user`,
      ],
      { cwd: volume },
    );
    // Magic number and version of a file of the kernel (fs/quota/quotaio_v2.h).
    await writeFile(join(volume, 'aquota.group'), Buffer.from('2719c0d901000000', 'hex'));
    expect(await moveAll(move)).toMatchObject({ left: isRoot ? ['aquota.group'] : [] });
    if (isRoot) await rm(join(volume, 'aquota.group'));
    const [before, after] = await Promise.all([describeVolume(volume), describeVolume(move.volume('target'))]);
    expect([...after.keys()]).toEqual([...before.keys()]);
    expect(await readFile(join(move.volume('target'), 'aquota.user'), 'utf8')).toBe('mine\n');
  });

  it('is left out and named when it shows snapshots of the volume itself', async ({ skip }) => {
    const why = await whyNoMounts;
    if (why !== undefined) console.log(`no snapshots are shown, since nothing can be mounted here: ${why}`);
    skip(why !== undefined);
    const move = await stage.openMove('filer');
    const volume = move.volume('source');
    for (const name of ['hourly.0', 'a b\n']) await mkdir(join(volume, '.snapshot', name), { recursive: true });
    await writeFile(join(volume, 'file'), '');
    // What a filer shows there has the inode number of the volume.
    const wrapper = inMounts(`for name in hourly.0 $'a b\\n'; do mount --bind '${volume}' "${volume}/.snapshot/$name"; done`);
    expect(await moveAll(move, { wrapper })).toMatchObject({ left: ['.snapshot'], files: 1 });
    await expect(access(join(move.volume('target'), '.snapshot'))).rejects.toThrow();
  });

  it('is carried when it is another file system that is mounted there', async ({ skip }) => {
    const why = await whyNoMounts;
    if (why !== undefined) console.log(`nothing is mounted inside a volume, since nothing can be mounted here: ${why}`);
    skip(why !== undefined);
    const move = await stage.openMove('mounted');
    const folder = join(move.volume('source'), 'other');
    await mkdir(folder);
    const wrapper = inMounts(`mount -t tmpfs none '${folder}'; cd '${folder}'; echo x > file; touch -d @7 file .`);
    expect(await moveAll(move, { verify: 'none', wrapper })).toMatchObject({ files: 1 });
    expect(await readFile(join(move.volume('target'), 'other', 'file'), 'utf8')).toBe('x\n');
  });
});
