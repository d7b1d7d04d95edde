import { execa } from 'execa';

/** A folder and how much goes into it. */
export interface SmallDisk {
  readonly folder: string;
  readonly bytes: number;
}

/**
 * Lays an empty disk of that size over a folder while `meanwhile` runs, for those who are in the namespaces that `enter` enters. Takes root; what is
 * in use there at the end keeps the disk until it is not.
 */
export async function withSmallDisk(enter: readonly string[], { folder, bytes }: SmallDisk, meanwhile: () => Promise<void>): Promise<void> {
  const inside = async (...command: string[]) => {
    const [program = '', ...args] = [...enter, ...command];
    await execa(program, args);
  };
  await inside('mkdir', '-p', folder);
  await inside('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder);
  try {
    await meanwhile();
  } finally {
    await inside('umount', '--lazy', folder);
  }
}
