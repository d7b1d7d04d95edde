import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, listing } from '../place/app.ts';
import { takeSnapshot, differences } from '../place/snapshot.ts';
import { moveVolume } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { loseMover } from '../faults/lost-pods.ts';
import { killOnceRunning, onMoverStart } from '../faults/movers.ts';
import type { RunningContainer } from '../sandbox/pods/running-container.ts';
import { moveDisturbed } from './disturbed-move.ts';

describe('a copy that fails before the cut', () => {
  let place: SandboxPlace;
  beforeAll(async () => {
    place = await openSandbox();
  });
  afterAll(async () => place.sandbox.stop());

  it('is undone when the backup was killed three times', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await takeSnapshot(place);
    const tries: string[] = [];
    const forget = onMoverStart(place.sandbox, 'source', (container) => {
      tries.push(container.pod);
      void killOnceRunning(container);
    });
    const end = await moveVolume(place, app, 'milan');
    forget();
    expect(end.exitCode).toBe(4);
    expect(new Set(tries).size, end.stdout).toBe(3);
    expect(end.stdout).toContain('SIGKILL');
    await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });

  it('succeeds when the backup was killed only twice', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    let kills = 0;
    const forget = onMoverStart(place.sandbox, 'source', (container) => {
      kills += 1;
      if (kills <= 2) void killOnceRunning(container);
    });
    expect(await moveVolume(place, app, 'milan')).toMatchObject({ exitCode: 0 });
    forget();
    expect(await listing(place, app, 'milan')).toBe(files);
  });

  it('succeeds when the backup was deleted by force and nobody tells of its end', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    expect(await moveVolume(place, app, 'milan', ['--verify', 'none'])).toMatchObject({ exitCode: 0 });
    const tries: string[] = [];
    const act = async (mover: RunningContainer) => {
      if (tries.push(mover.pod) === 1) loseMover(place, app, mover);
    };
    const flags = ['--stall-timeout', '20s', '--verify', 'none'];
    const end = await moveDisturbed(place, app, { role: 'source', act, node: 'rome-1', flags });
    expect(end, end.stdout).toMatchObject({ exitCode: 0 });
    expect(end.stdout).toContain(
      'the source mover failed (its pod was deleted, and its node does not say that it has ended); trying again, 2 of 3',
    );
    expect(tries.length).toBe(2);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });
});
