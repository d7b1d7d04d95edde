import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StagedMove } from './mover-stage.ts';
import { useStage } from './use-stage.ts';

const stage = useStage();

describe.concurrent('source mover', { timeout: 60_000 }, () => {
  it('lets the target restore before it takes its manifest', async () => {
    const move = await stage.openMove('early');
    const programs = await standIn(move, 'python3', 'VOLUME_PARENT=/nowhere PATH=${PATH#*:} exec python3 "$@"');
    const source = await move.start('source', { programs });
    expect((await source.end).result).toMatchObject({ failure: 'manifest', code: 49 });
    expect(source.lines).toContainEqual(expect.objectContaining({ type: 'complete', pass: 1 }));
  });
});

describe.concurrent('target mover', { timeout: 60_000 }, () => {
  it('leaves a volume alone that has data already', async () => {
    const move = await stage.openMove('foreign');
    await writeFile(join(move.volume('target'), 'treasure'), '');
    const target = await move.start('target', { verify: 'none' });
    expect((await target.end).result).toEqual({ role: 'target', failure: 'not-empty', code: 45, details: ['treasure'] });
  });

  it('does not begin to fill a volume that is too small', async () => {
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
  const target = await move.start('target', { verify: 'none', programs });
  const { result } = await target.end;
  await source.kill('SIGTERM');
  return result;
}
