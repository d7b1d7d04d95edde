import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const packages = fileURLToPath(new URL('../../scripts/packages.sh', import.meta.url));
const libraries = '/usr/lib';

/**
 * Variables of a program whose wall clock is off by so many seconds; its monotonic one goes on as ever. Installs what does that where it may; undefined
 * where it cannot be had.
 */
export async function shiftClock(seconds: number): Promise<Readonly<Record<string, string>> | undefined> {
  await execa(packages, ['--try', 'faketime'], { reject: false });
  const folders = await readdir(libraries);
  // The one for programs with threads; it lies in a folder of the machine's architecture.
  const library = folders.map((folder) => join(libraries, folder, 'faketime', 'libfaketimeMT.so.1')).find((file) => existsSync(file));
  if (library === undefined) return undefined;
  return { LD_PRELOAD: library, FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}`, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}
