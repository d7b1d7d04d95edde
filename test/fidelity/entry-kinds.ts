import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, lchown, link, mkdir, open, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { below } from './volume-tree.ts';

/** One kind of thing that a volume may hold. */
export interface EntryKind {
  readonly name: string;
  /** Makes some of it in an empty folder. */
  make(folder: string): Promise<void>;
}

const run = promisify(execFile);

/** Runs a program in the folder. */
async function tool(folder: string, program: string, ...args: readonly string[]): Promise<void> {
  await run(program, [...args], { cwd: folder });
}

async function touchAt(folder: string, time: string, ...paths: readonly string[]): Promise<void> {
  await tool(folder, 'touch', '-h', '-d', `@${time}`, '--', ...paths);
}

async function putFile(folder: string, name: string, { mode = 0o644, owner = [0, 0] }: { mode?: number; owner?: [number, number] } = {}) {
  await writeFile(join(folder, name), `this is ${name}\n`);
  if (owner[0] !== 0) await lchown(join(folder, name), ...owner);
  // A change of owner takes setuid and setgid away.
  await chmod(join(folder, name), mode);
}

async function putFolder(folder: string, name: string, { mode = 0o755, owner = [0, 0] }: { mode?: number; owner?: [number, number] } = {}) {
  await mkdir(join(folder, name));
  if (owner[0] !== 0) await lchown(join(folder, name), ...owner);
  await chmod(join(folder, name), mode);
}

async function nameFiles(folder: string, names: readonly (string | Uint8Array)[]): Promise<void> {
  for (const [index, name] of names.entries()) await writeFile(below(folder, Buffer.from(name)), `number ${index}`);
}

const strangers: [number, number] = [1234, 567];

const ownership: readonly EntryKind[] = [
  {
    name: 'owners and groups',
    async make(folder) {
      await putFile(folder, 'file', { owner: strangers });
      await putFolder(folder, 'folder', { owner: [4_000_000_000, 4_000_000_001] });
      await putFile(join(folder, 'folder'), 'inside', { owner: [999, 0] });
    },
  },
  {
    name: 'modes',
    async make(folder) {
      for (const mode of [0, 0o400, 0o222, 0o604, 0o777]) await putFile(folder, `file ${mode.toString(8)}`, { mode, owner: strangers });
      await putFolder(folder, 'closed');
      await putFile(join(folder, 'closed'), 'inside', { mode: 0o600, owner: strangers });
      await lchown(join(folder, 'closed'), ...strangers);
      await chmod(join(folder, 'closed'), 0o111);
    },
  },
  {
    name: 'setuid, setgid and sticky bits',
    async make(folder) {
      for (const mode of [0o4755, 0o2755, 0o6711]) await putFile(folder, `file ${mode.toString(8)}`, { mode, owner: strangers });
      for (const mode of [0o1777, 0o2770, 0o3751]) await putFolder(folder, `folder ${mode.toString(8)}`, { mode, owner: strangers });
    },
  },
];

const attributes: readonly EntryKind[] = [
  {
    name: 'user attributes',
    async make(folder) {
      await putFile(folder, 'file', { mode: 0o400, owner: strangers });
      await putFolder(folder, 'folder');
      await tool(folder, 'setfattr', '-n', 'user.bytes', '-v', '0x00ff0a22', 'file');
      await tool(folder, 'setfattr', '-n', 'user.empty', 'file');
      await tool(folder, 'setfattr', '-n', 'user.note', '-v', 'kept', 'folder');
    },
  },
  {
    name: 'trusted attributes',
    async make(folder) {
      await putFile(folder, 'file');
      await putFolder(folder, 'folder');
      await symlink('nowhere', join(folder, 'link'));
      for (const path of ['file', 'folder', 'link']) await tool(folder, 'setfattr', '-h', '-n', 'trusted.note', '-v', 'kept', path);
    },
  },
  {
    name: 'access ACLs',
    async make(folder) {
      await putFile(folder, 'file', { owner: strangers });
      await putFolder(folder, 'folder');
      await tool(folder, 'setfacl', '-m', 'u:4321:rw,g:8765:r', 'file', 'folder');
    },
  },
  {
    name: 'default ACLs',
    async make(folder) {
      await putFolder(folder, 'folder', { mode: 0o750 });
      await tool(folder, 'setfacl', '-d', '-m', 'u:4321:rwx,g::rx,o::-', 'folder');
      await putFile(join(folder, 'folder'), 'heir');
      await mkdir(join(folder, 'folder', 'heiress'));
    },
  },
  {
    name: 'file capabilities',
    async make(folder) {
      await putFile(folder, 'program', { mode: 0o755, owner: strangers });
      await tool(folder, 'setcap', 'cap_net_bind_service,cap_net_raw+ep', 'program');
    },
  },
];

const links: readonly EntryKind[] = [
  {
    name: 'hard links across folders',
    async make(folder) {
      for (const name of ['one', 'other', 'other/deeper']) await mkdir(join(folder, name));
      await putFile(folder, 'one/file', { owner: strangers });
      await link(join(folder, 'one/file'), join(folder, 'other/deeper/same'));
      await link(join(folder, 'one/file'), join(folder, 'again'));
      await putFile(folder, 'other/equal but another');
    },
  },
  {
    name: 'symlinks, dangling ones and loops too',
    async make(folder) {
      await putFile(folder, 'file');
      const targets = {
        relative: 'file',
        absolute: '/etc/passwd',
        dangling: 'no\nwhere',
        loop: 'loop',
        outside: '../..',
        long: 'x/'.repeat(2000),
      };
      for (const [name, target] of Object.entries(targets)) await symlink(target, join(folder, name));
      await symlink(Buffer.from([0xff, 0x5c, 0x6e]), join(folder, 'bytes'));
    },
  },
  {
    name: 'owners and times of symlinks',
    async make(folder) {
      await symlink('nowhere', join(folder, 'link'));
      await lchown(join(folder, 'link'), 42, 43);
      await touchAt(folder, '1000000000.123456789', 'link');
    },
  },
];

const special: readonly EntryKind[] = [
  {
    name: 'FIFOs',
    async make(folder) {
      await tool(folder, 'mkfifo', '-m', '622', 'fifo');
    },
  },
  {
    name: 'device nodes',
    async make(folder) {
      await tool(folder, 'mknod', '-m', '640', 'character', 'c', '1', '3');
      await tool(folder, 'mknod', '-m', '604', 'block', 'b', '259', '300000');
      await lchown(join(folder, 'block'), ...strangers);
      await touchAt(folder, '1000000001.5', 'character');
    },
  },
  {
    name: 'empty files and folders',
    async make(folder) {
      await writeFile(join(folder, 'file'), '');
      await mkdir(join(folder, 'folder/in/folder'), { recursive: true });
    },
  },
  {
    name: 'sparse files',
    async make(folder) {
      await writeFile(join(folder, 'hole'), '');
      await truncate(join(folder, 'hole'), 64 << 20);
      const file = await open(join(folder, 'island'), 'w');
      await file.write(Buffer.from('in the middle'), 0, 13, 2 << 20);
      await file.truncate(4 << 20);
      await file.close();
    },
  },
  {
    name: 'contents of all sizes',
    async make(folder) {
      for (const size of [1, 4095, 524_288, 8 * 1_048_576 + 1]) await writeFile(join(folder, `${size} bytes`), randomBytes(size));
    },
  },
];

const names: readonly EntryKind[] = [
  {
    name: 'names with blanks, line ends, quotes and backslashes',
    make: (folder) =>
      nameFiles(folder, [
        ' ',
        'a b',
        'end ',
        '\n',
        'a\nb',
        '\t',
        '"',
        "'",
        '`',
        '\\',
        '\\n',
        '\\x41',
        '$HOME',
        '-rf',
        '*',
        '?',
        '[a]',
        '#',
        '~',
        '.hidden',
        '...',
      ]),
  },
  {
    name: 'names in many scripts, composed or not',
    make: (folder) => nameFiles(folder, ['ü', 'u\u0308', '日本', 'Ж', '\u200b', '\ufffd', '😀']),
  },
  { name: 'names of 255 bytes', make: (folder) => nameFiles(folder, ['x'.repeat(255), 'ü'.repeat(127) + 'y']) },
  {
    name: 'names that differ only in bytes that are no UTF-8',
    make: (folder) =>
      nameFiles(folder, [Uint8Array.of(0x61, 0xff), Uint8Array.of(0x61, 0xfe), Uint8Array.of(0xc3), Uint8Array.of(0x80, 0x0a)]),
  },
  {
    name: 'deep paths',
    async make(folder) {
      const path = [
        ...Array.from({ length: 13 }, (_, index) => `${index}`.padEnd(240, 'x')),
        ...Array.from({ length: 100 }, () => 'd'),
      ].join('/');
      await mkdir(join(folder, path), { recursive: true });
      await putFile(join(folder, path), 'file');
    },
  },
];

const times: readonly EntryKind[] = [
  {
    name: 'times to the nanosecond',
    async make(folder) {
      await putFile(folder, 'file');
      await putFolder(folder, 'folder');
      await touchAt(folder, '1234567890.123456789', 'file');
      await touchAt(folder, '1234567890.000000001', 'folder');
    },
  },
  {
    name: 'times before 1970 and after 2038',
    async make(folder) {
      for (const time of ['-1.000000001', '-1234567890.5', '0', '4294967296.999999999']) {
        await putFile(folder, `file ${time}`);
        await touchAt(folder, time, `./file ${time}`);
      }
      await putFolder(folder, 'folder');
      await touchAt(folder, '-86400.25', 'folder');
    },
  },
];

/** Everything that a move carries, but for the root. */
export const entryKinds: readonly EntryKind[] = [...ownership, ...attributes, ...links, ...special, ...names, ...times];

/** The volume's own directory; it is made last, since every change below shows in its time. */
export const rootKind: EntryKind = {
  name: "the volume's root: owner, mode, time, ACLs, attributes",
  async make(folder) {
    await lchown(folder, 999, 998);
    await tool(folder, 'setfacl', '-m', 'u:4321:rx', '-m', 'd:u:4321:rwx', '.');
    await chmod(folder, 0o3770);
    await tool(folder, 'setfattr', '-n', 'user.root', '-v', 'kept', '.');
    await tool(folder, 'setfattr', '-n', 'trusted.root', '-v', 'kept', '.');
    await touchAt(folder, '981173106.000000007', '.');
  },
};

/**
 * Fills an empty volume with these kinds, each in a folder that is called like it; tells which could not be made here, and why.
 * A user who is not root may not make everything, and not every file system keeps everything.
 */
export async function fillVolume(volume: string, kinds: readonly EntryKind[]): Promise<ReadonlyMap<EntryKind, string>> {
  const missing = new Map<EntryKind, string>();
  const attempt = async (kind: EntryKind, folder: string) => {
    await kind.make(folder).catch((error: Error) => missing.set(kind, String(error.message.trim().split('\n').at(-1))));
  };
  const below = kinds.filter((kind) => kind !== rootKind);
  for (const kind of below) {
    await mkdir(join(volume, kind.name));
    await attempt(kind, join(volume, kind.name));
  }
  for (const [index, { name }] of below.entries()) await touchAt(volume, `${1_000_000_000 + index}.000000009`, name);
  if (kinds.includes(rootKind)) await attempt(rootKind, volume);
  return missing;
}
