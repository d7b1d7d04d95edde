import { readFile, writeFile, utimes, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdRestore, type HeldRestore } from '../faults/held-restore.ts';
import { createApp, listing } from '../place/app.ts';
import { census, differences } from '../place/census.ts';
import { moveVolume, startMove } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { killOnceRunning, onMoverStart, onceMover } from '../faults/movers.ts';

describe('a copy that fails before the cut', () => {
  let place: SandboxPlace;
  beforeAll(async () => {
    place = await openSandbox();
  });
  afterAll(async () => place.sandbox.stop());

  it('is undone when a byte of the copy is wrong, and the path is named', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await census(place);
    const target = onceMover(place.sandbox, 'target', async (container): Promise<{ held: HeldRestore; volume: string }> => {
      const path = container.environment['PATH'] ?? '';
      const held = await holdRestore({ folder: container.volumePath('run'), seenAs: '/run/move', path });
      container.environment['PATH'] = held.path;
      return { held, volume: container.volumePath('volume') };
    });
    const move = startMove(place, app, 'milan');
    const { held, volume } = await target;
    await Promise.race([held.reached(AbortSignal.timeout(60_000)), move.ended.then(({ stdout }) => Promise.reject(new Error(stdout)))]);
    await flipByte(join(volume, 'deep/er/blob'));
    await held.letGo();
    const end = await move.ended;
    expect(end.exitCode).toBe(4);
    expect(end.stdout).toMatch(/deep\/er\/blob: (mtime [^"]*, )?content/);
    await expect.poll(async () => differences(before, await census(place)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });

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

/** Another byte, the same size and time. */
async function flipByte(path: string): Promise<void> {
  const { atime, mtime } = await stat(path);
  const bytes = await readFile(path);
  bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  await writeFile(path, bytes);
  await utimes(path, atime, mtime);
}
