import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const packages = fileURLToPath(new URL('../../scripts/packages.sh', import.meta.url));

/**
 * Variables of a program whose wall clock is off by so many seconds; its monotonic one goes on as ever. Installs what does that where it may; undefined
 * where it cannot be had.
 */
export async function shiftClock(seconds: number): Promise<Readonly<Record<string, string>> | undefined> {
  await execa(packages, ['--try', 'faketime'], { reject: false });
  const { stdout } = await execa('dpkg-query', ['--listfiles', 'libfaketime'], { reject: false });
  // The one for programs with threads.
  const library = stdout?.split('\n').find((file) => file.endsWith('/libfaketimeMT.so.1'));
  if (library === undefined) return undefined;
  return { LD_PRELOAD: library, FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}`, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}
