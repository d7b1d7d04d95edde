import { appendFile, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeVolume } from '../../fidelity/describe-volume.ts';
import type { StagedMove } from '../../movers/mover-stage.ts';
import { useStage } from './use-stage.ts';

const stage = useStage();

describe.concurrent('movers beside a running application', { timeout: 240_000 }, () => {
  it('leave the last pass what was written since', async () => {
    const move = await stage.openMove('warm');
    const volume = move.volume('source');
    await mkdir(join(volume, 'd'));
    await Promise.all(['d/stays', 'd/grows', 'goes'].map((name) => writeFile(join(volume, name), `one ${name}`)));
    const target = await move.start('target');
    expect(await passBeside(move)).toEqual({ role: 'source', warm: { passes: 1, seconds: expect.any(Number), bytes: 30 } });
    await Promise.all([appendFile(join(volume, 'd', 'grows'), ' two'), rm(join(volume, 'goes')), writeFile(join(volume, 'new'), 'n')]);
    const source = await move.start('source', { warm: { kind: 'over' } });
    expect((await source.end).result).toMatchObject({ role: 'source', pass: 2, files: 3 });
    expect((await target.end).result).toMatchObject({ role: 'target', pass: 2, verified: { entries: 5 } });
    expect(await describeVolume(move.volume('target'))).toEqual(await describeVolume(volume));
  });

  it('read everything again where content has changed under the same size and times', async () => {
    const move = await stage.openMove('disguised');
    const file = join(move.volume('source'), 'file');
    await Promise.all([writeFile(file, 'one'), writeFile(join(move.volume('source'), 'other'), 'other')]);
    await utimes(file, 1, 1);
    const target = await move.start('target');
    await passBeside(move);
    await writeFile(file, 'two');
    await utimes(file, 1, 1);
    const source = await move.start('source', { warm: { kind: 'over' } });
    expect((await source.end).result).toMatchObject({ role: 'source', pass: 3 });
    expect((await target.end).result).toMatchObject({ role: 'target', pass: 3, verified: { entries: 3 } });
    expect(await describeVolume(move.volume('target'))).toEqual(await describeVolume(move.volume('source')));
  });
});

/** Passes beside an application, as by a mover whose clock is two minutes ahead: its files look long unwritten. */
async function passBeside(move: StagedMove) {
  const programs = join(move.repository, 'programs');
  await mkdir(programs);
  await writeFile(join(programs, 'date'), '#!/bin/sh\nPATH=${PATH#*:} exec date -d "2 minutes" "$@"\n', { mode: 0o755 });
  const mover = await move.start('source', { programs, warm: { kind: 'running', maxDowntimeSeconds: 60 } });
  return (await mover.end).result;
}
