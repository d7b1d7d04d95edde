import { execFile } from 'node:child_process';
import { chmod, link, mkdir, open, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { below } from '../../fidelity/volume-tree.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/** What simple copies lose: owners, modes, times, links, attributes, holes, odd names, and what is at the root. */
export async function fillWithEverything(volume: string): Promise<void> {
  await mkdir(join(volume, 'deep', 'empty'), { recursive: true });
  await mkdir(join(volume, 'lost+found'));
  await writeFile(join(volume, 'lost+found', '#12'), 'found by fsck');
  await writeFile(join(volume, 'deep', 'one'), 'one');
  await link(join(volume, 'deep', 'one'), join(volume, 'two'));
  await symlink('deep/one', join(volume, 'pointer'));
  await symlink('/nowhere', join(volume, 'dangling'));
  await writeFile(below(volume, Buffer.from([0x6c, 0x0a, 0xff, 0x22, 0x5c])), 'odd name');
  await writeFile(join(volume, 'run'), '#!/bin/sh\n');
  await chmod(join(volume, 'run'), 0o4750);
  const holes = await open(join(volume, 'holes'), 'w');
  await holes.truncate(8 << 20);
  await holes.close();
  await run('mkfifo', [join(volume, 'fifo')]);
  const attributes = `import os, socket, sys
os.setxattr('deep/one', 'user.note', b'kept'); os.setxattr('.', 'user.root', b'kept')
socket.socket(socket.AF_UNIX).bind('socket')`;
  await run('python3', ['-c', attributes], { cwd: volume });
  if (isRoot) {
    await run('mknod', [join(volume, 'device'), 'c', '1', '7']);
    await run('python3', ['-c', "import os; os.setxattr('two', 'security.selinux', b'system_u:object_r:unlabeled_t:s0')"], { cwd: volume });
    await run('chown', ['-h', '1234:567', join(volume, 'pointer'), join(volume, 'deep')]);
    await run('chown', ['999:998', volume]);
  }
  await chmod(volume, 0o2710);
  await utimes(volume, 1_000_000_000, 1_000_000_000);
}

/** Extended attributes of a few of them. */
export async function readAttributes(volume: string): Promise<string> {
  const script = `import os
for name in ['.', 'deep/one', 'two']:
  print(name, sorted((key, os.getxattr(name, key)) for key in os.listxattr(name) if key != 'security.selinux'))`;
  return (await run('python3', ['-c', script], { cwd: volume })).stdout;
}
