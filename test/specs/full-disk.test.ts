import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { onceMover } from '../faults/movers.ts';
import { createApp, listing } from '../place/app.ts';
import { takeSnapshot, differences } from '../place/snapshot.ts';
import { startMove, steadyLease } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

const run = promisify(execFile);

describe('a target disk that is full', () => {
  let place: SandboxPlace;
  beforeAll(async () => {
    place = await openSandbox();
  });
  afterAll(async () => place.close());
  beforeEach(({ skip }) => {
    if (process.getuid?.() !== 0) skip('only root may mount a small disk');
  });

  it.each([
    ['has less room than the data takes', 'size=100k', /too small for the data/, /the data takes \d+ KiB, the volume has room for 100 KiB/],
    ['has no room for another file', 'nr_inodes=4', /no room for so many files/, /no space left on device.*have more inodes/],
  ])('and %s ends the move, undone, with what is missing', async (_, option, fails, says) => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await takeSnapshot(place);
    const mounted = onceMover(place.sandbox, 'target', async (mover) => {
      const folder = mover.volumePath('volume');
      await run('mount', ['-t', 'tmpfs', '-o', option, 'tmpfs', folder]);
      return folder;
    });
    const move = startMove(place, app, 'milan', [...steadyLease, '--verify', 'none']);
    await move.event((event) => event.type === 'phase-started' && event.direction === 'back');
    // The provisioner cannot delete a folder that something is mounted on.
    await run('umount', ['--lazy', await mounted]);
    const end = await move.ended;
    expect(end, end.stdout).toMatchObject({ exitCode: 4 });
    expect(end.stdout).toMatch(fails);
    expect(end.stdout).toMatch(says);
    await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });
});
