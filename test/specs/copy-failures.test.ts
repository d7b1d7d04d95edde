import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, listing } from '../place/app.ts';
import { census, differences } from '../place/census.ts';
import { moveVolume } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { killOnceRunning, onMoverStart } from '../faults/movers.ts';

describe('a copy that fails before the cut', () => {
  let place: SandboxPlace;
  beforeAll(async () => {
    place = await openSandbox();
  });
  afterAll(async () => place.sandbox.stop());

  it('is undone when the backup was killed three times', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await census(place);
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
    await expect.poll(async () => differences(before, await census(place)), { timeout: 30_000 }).toEqual([]);
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
});
