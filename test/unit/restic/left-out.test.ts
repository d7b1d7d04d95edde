import { execFile } from 'node:child_process';
import { access, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeVolume } from './describe-volume.ts';
import { inMounts, whyNoMounts } from './mounts.ts';
import type { StagedMove } from './mover-stage.ts';
import { useStage } from './use-stage.ts';

const stage = useStage();
const run = promisify(execFile);
type Options = Parameters<StagedMove['start']>[1];

/** Moves and compares by other tools than the product's; returns what both movers said. */
async function moveAll(move: StagedMove, options: Options = {}) {
  const [source, target] = await Promise.all([move.start('source', options), move.start('target', options)]);
  const ends = await Promise.all([source.end, target.end]);
  expect(
    ends.map(({ code }) => code),
    ends.map(({ log }) => log).join('\n'),
  ).toEqual([0, 0]);
  expect(await describeVolume(move.volume('target'))).toEqual(await describeVolume(move.volume('source')));
  return ends[0].result;
}

const fillings: Record<string, string> = {
  'a folder with a file that fsck has found':
    "mkdir -m 700 lost+found; echo found > 'lost+found/#12'; chown 12:34 'lost+found/#12' 2>/dev/null || :",
  'a folder with nothing but an empty folder in it': 'mkdir -p lost+found/empty',
  'a file': 'echo mine > lost+found',
  'a symlink to an empty folder': 'mkdir elsewhere; ln -s elsewhere lost+found',
  'a pipe': 'mkfifo lost+found',
  'a folder further down, although it is empty': 'mkdir -p deep/lost+found',
};

describe.concurrent('lost+found', { timeout: 60_000 }, () => {
  const levels = ['full', 'restore', 'none'] as const;
  it.each(Object.entries(fillings).map(([what, script], nth) => ({ what, script, verify: levels[nth % 3] ?? 'full' })))(
    'is carried when it is $what (--verify $verify)',
    async ({ what, script, verify }) => {
      const move = await stage.openMove(`found-${what.length}`);
      await run('sh', ['-c', script], { cwd: move.volume('source') });
      // Made by mkfs; of every other target too.
      if (verify !== 'none') await mkdir(join(move.volume('target'), 'lost+found'), { mode: 0o700 });
      expect(await moveAll(move, { verify })).toMatchObject({ left: [] });
    },
  );

  it.each(['full', 'none'] as const)('is left out and named when it is an empty folder (--verify %s)', async (verify) => {
    const move = await stage.openMove(`empty-${verify}`);
    await mkdir(join(move.volume('source'), 'lost+found'));
    expect(await moveAll(move, { verify })).toMatchObject({ left: ['lost+found'] });
    await expect(access(join(move.volume('target'), 'lost+found'))).rejects.toThrow();
  });

  it.each(['full', 'none'] as const)('is looked at again in each pass (--verify %s)', async (verify) => {
    const move = await stage.openMove(`again-${verify}`);
    const folder = join(move.volume('source'), 'lost+found');
    await mkdir(folder);
    await mkdir(join(move.volume('target'), 'lost+found'));
    const [source, target] = await Promise.all([move.start('source', { verify }), move.start('target', { verify })]);
    await source.until('complete', 1);
    await writeFile(join(folder, 'file'), 'late');
    await source.until('complete', 2);
    await rm(join(folder, 'file'));
    expect(await source.end).toMatchObject({ code: 0, result: { pass: 3, left: ['lost+found'] } });
    expect(await target.end).toMatchObject({ code: 0, result: { pass: 3 } });
    expect(await describeVolume(move.volume('target'))).toEqual(await describeVolume(move.volume('source')));
  });
});

describe.concurrent('what looks like a part of the file system', { timeout: 60_000 }, () => {
  it("is carried when it is a user's own", async () => {
    const move = await stage.openMove('lookalike');
    const volume = move.volume('source');
    await run(
      'sh',
      [
        '-c',
        `mkdir .snapshot .snapshots .zfs .Trash .Trash-0 'System Volume Information' .snapshots/today
      echo mine > .snapshots/today/file; ln -s .. .snapshot/now; echo mine > aquota.user; : > aquota.group`,
      ],
      { cwd: volume },
    );
    expect(await moveAll(move)).toMatchObject({ left: [] });
    expect(await readFile(join(move.volume('target'), 'aquota.user'), 'utf8')).toBe('mine\n');
  });

  it('is left out and named when it is a folder of snapshots of the volume itself', async ({ skip }) => {
    const why = await whyNoMounts;
    if (why !== undefined) console.log(`no snapshots are shown, since nothing can be mounted here: ${why}`);
    skip(why !== undefined);
    const move = await stage.openMove('snapshots');
    const volume = move.volume('source');
    await mkdir(join(volume, '.snapshot', 'hourly.0'), { recursive: true });
    await mkdir(join(volume, '.snapshot', 'a b\n'));
    await symlink('nowhere', join(volume, 'link'));
    // What a filer shows there has the inode number of the volume.
    const wrapper = inMounts(`for name in hourly.0 $'a b\\n'; do mount --bind '${volume}' "${volume}/.snapshot/$name"; done`);
    const source = await move.start('source', { wrapper });
    const target = await move.start('target');
    expect(await source.end).toMatchObject({ code: 0, result: { left: ['.snapshot'], files: 1 } });
    expect(await target.end).toMatchObject({ code: 0, result: { verified: { entries: 2 } } });
  });

  it('is left out and named when it counts the quotas of the source', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'only root has quota files');
    const move = await stage.openMove('quota');
    const volume = move.volume('source');
    // Magic number and version of the kernel's fs/quota/quotaio_v2.h.
    await writeFile(join(volume, 'aquota.user'), Buffer.from('111fc0d901000000', 'hex'));
    await writeFile(join(volume, 'aquota.group'), Buffer.from('2719c0d901000000', 'hex').subarray(0, 3));
    const [source, target] = await Promise.all([move.start('source'), move.start('target')]);
    expect(await source.end).toMatchObject({ code: 0, result: { left: ['aquota.user'], files: 1 } });
    expect(await target.end).toMatchObject({ code: 0, result: { verified: { entries: 2 } } });
  });

  it.each(['full', 'none'] as const)('is carried when it is another file system mounted there (--verify %s)', async (verify) => {
    const why = await whyNoMounts;
    if (why !== undefined) return console.log(`nothing is mounted inside a volume, since nothing can be mounted here: ${why}`);
    const move = await stage.openMove(`mounted-${verify}`);
    const volume = move.volume('source');
    await mkdir(join(volume, 'other'));
    const wrapper = inMounts(`mount -t tmpfs none '${volume}/other'; cd '${volume}/other'; echo x > file; touch -d @7 file .`);
    const [source, target] = await Promise.all([move.start('source', { verify, wrapper }), move.start('target', { verify })]);
    expect(await source.end).toMatchObject({ code: 0, result: { files: 1 } });
    expect(await target.end).toMatchObject({ code: 0 });
    expect(await readFile(join(move.volume('target'), 'other', 'file'), 'utf8')).toBe('x\n');
  });
});
