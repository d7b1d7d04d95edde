import { execFile } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp, listing } from '../place/app.ts';
import { takeSnapshot, differences } from '../place/snapshot.ts';
import { moveVolume } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { volumeFolder } from '../place/volume-folder.ts';

let place: SandboxPlace;
beforeAll(async () => {
  place = await openSandbox();
});
afterAll(async () => place.close());

it('a time that restic cannot hold ends the move at its beginning, and becomes another one where that is accepted', async ({ skip }) => {
  const app = await createApp(place, { node: 'rome-1' });
  const dated = join(await volumeFolder(place, app), 'dated');
  await promisify(execFile)('touch', ['-d', '2300-02-28 01:02:03 UTC', dated]);
  skip((await lstat(dated)).mtime.getUTCFullYear() !== 2300, 'the file system of this machine does not know the year 2300');
  const [files, before] = [await listing(place, app, 'rome-1'), await takeSnapshot(place)];

  const refused = await moveVolume(place, app, 'milan', ['--verify', 'none']);
  expect(refused, refused.stdout).toMatchObject({ exitCode: 4 });
  expect(refused.stdout).toContain('the source mover failed: some times cannot be kept');
  expect(refused.stdout).toContain('dated: 2300-02-28 01:02:03 UTC');
  expect(refused.stdout).toContain('--accept-lost-times');
  await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 30_000 }).toEqual([]);
  expect(await listing(place, app, 'rome-1')).toBe(files);

  const accepted = await moveVolume(place, app, 'milan', ['--accept-lost-times']);
  expect(accepted, accepted.stdout).toMatchObject({ exitCode: 0 });
  const told = accepted.stdout.indexOf('not copied: time of dated: 2300-02-28 01:02:03 UTC became ');
  expect(told).toBeGreaterThan(0);
  expect(told).toBeLessThan(accepted.stdout.indexOf('"type":"phase-started","phase":"swap-claim"'));
  expect(withoutDated(await listing(place, app, 'milan'))).toBe(withoutDated(files));
}, 240_000);

function withoutDated(files: string): string {
  return files.replace(/^\.\/dated .*$/m, '');
}
