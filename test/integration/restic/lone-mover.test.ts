import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { StagedMove } from '../../movers/mover-stage.ts';
import { useStage } from './use-stage.ts';

const stage = useStage();

describe.concurrent('source mover', { timeout: 240_000 }, () => {
  it('lets the target restore before it takes its manifest', async () => {
    const move = await stage.openMove('early');
    const programs = await standIn(move, 'python3', 'VOLUME_PARENT=/nowhere PATH=${PATH#*:} exec python3 "$@"');
    const source = await move.start('source', { programs });
    expect((await source.end).result).toMatchObject({ failure: 'manifest', code: 49 });
    expect(source.lines).toContainEqual(expect.objectContaining({ type: 'complete', pass: 1 }));
  });
});

describe.concurrent('a page that a program has mapped', { timeout: 240_000 }, () => {
  it('is seen to change, although it was dirty before the copy began', async ({ skip }) => {
    const move = await stage.openMove('mapped');
    const { stdout } = await promisify(execFile)('stat', ['-f', '-c', '%T', move.volume('source')]);
    if (stdout.trim() === 'tmpfs') console.log('the volumes are on a tmpfs, which gives mapped files no new times');
    skip(stdout.trim() === 'tmpfs');
    const writer = spawn('python3', ['-c', writeMapped], { cwd: move.volume('source'), stdio: ['pipe', 'pipe', 'inherit'] });
    await once(writer.stdout, 'data');
    const [source, target] = await Promise.all([move.start('source', { verify: 'none' }), move.start('target', { verify: 'none' })]);
    await source.until('complete', 1);
    writer.stdin.write('again\n');
    await once(writer.stdout, 'data');
    expect(await source.until('changed', 1)).toMatchObject({ paths: ['mapped', '.'] });
    writer.kill();
    await Promise.all([source.kill('SIGTERM'), target.kill('SIGTERM')]);
  });
});

/** Stores into the same page at the start and at each line that it reads. */
const writeMapped = `import mmap, sys
with open('mapped', 'w+b') as file:
  file.truncate(4096)
  page = mmap.mmap(file.fileno(), 4096)
  for number in range(1, 3):
    page[0] = number
    print(number, flush=True)
    sys.stdin.readline()`;

describe.concurrent('target mover', { timeout: 240_000 }, () => {
  it('leaves a volume alone that has data already', async () => {
    const move = await stage.openMove('foreign');
    await writeFile(join(move.volume('target'), 'treasure'), '');
    const target = await move.start('target', { verify: 'none' });
    expect((await target.end).result).toEqual({ role: 'target', failure: 'not-empty', code: 45, details: ['treasure'] });
  });

  it('does not begin to fill a volume that is too small, in no try', async () => {
    const move = await stage.openMove('small');
    await writeFile(join(move.volume('source'), 'file'), Buffer.alloc(1 << 20));
    const df = "printf 'Filesystem 1024-blocks Used Available\\n/dev/x 1000 400 500\\n'";
    expect(await restoreWith(move, await standIn(move, 'df', df))).toMatchObject({
      failure: 'too-small',
      code: 44,
      details: ['the data takes 1024 KiB, the volume has room for 600 KiB'],
    });
    expect(await readdir(move.volume('target'))).toEqual([]);
  });

  it('does not take the full disk of its node for a full volume', async () => {
    const move = await stage.openMove('full');
    const reason = 'write %s/cache/data/00/tmp-1: no space left on device';
    const fail = `printf '{"message_type":"exit_error","code":1,"message":"${reason}"}\\n' "$RUN" && exit 1`;
    const restic = `[ "$1" = restore ] && ${fail}\nPATH=\${PATH#*:} exec restic "$@"`;
    expect(await restoreWith(move, await standIn(move, 'restic', restic))).toMatchObject({
      failure: 'restore',
      code: 48,
      details: [expect.stringMatching(/cache.*no space left on device$/)],
    });
  });

  it('notices the death of the manifest program', async () => {
    const move = await stage.openMove('orphan');
    const target = await move.start('target');
    await target.until('waiting');
    target.signalManifest('SIGKILL');
    expect((await target.end).result).toMatchObject({ failure: 'manifest', code: 49 });
  });
});

/** Puts a script before a program of a mover; returns the folder that it is in. */
async function standIn(move: StagedMove, name: string, script: string): Promise<string> {
  const programs = join(move.repository, 'programs');
  await mkdir(programs);
  await writeFile(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return programs;
}

/** How a target ends that has these programs. */
async function restoreWith(move: StagedMove, programs: string) {
  const source = await move.start('source', { verify: 'none' });
  const target = await move.start('target', { try: 2, verify: 'none', programs });
  const { result } = await target.end;
  await source.kill('SIGTERM');
  return result;
}
