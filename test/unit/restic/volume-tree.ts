import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { chmod, link, lstat, mkdir, readdir, readFile, readlink, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import fc from 'fast-check';

/** Something to put on a volume; where a path is taken or its parent is no directory, it is left out. */
export interface TreeItem {
  readonly names: readonly Uint8Array[];
  readonly kind: 'file' | 'directory' | 'symlink' | 'link';
  readonly content: Uint8Array;
  readonly mode: number;
  readonly seconds: number;
}

/** Names that upset simple programs: line ends, quotes, backslashes, blanks, bytes that are no UTF-8, and neighbours in sort order. */
const odd = [
  'a',
  'b',
  'a b',
  'a!',
  'ab',
  '\n',
  '\t',
  '"',
  "'",
  '\\',
  '\\n',
  '*',
  '-rf',
  '.hidden',
  'ü',
  '日本',
  '\u007f',
  '$(x)',
  '~',
  'lost+found',
];
const name = fc.oneof(
  fc.constantFrom(...odd.map((text) => new Uint8Array(Buffer.from(text)))),
  fc
    .uint8Array({ minLength: 1, maxLength: 6 })
    .filter((bytes) => !bytes.includes(0) && !bytes.includes(0x2f) && !/^\.+$/.test(Buffer.from(bytes).toString())),
);

const item: fc.Arbitrary<TreeItem> = fc.record({
  names: fc.array(name, { minLength: 1, maxLength: 3 }),
  kind: fc.constantFrom('file', 'directory', 'directory', 'symlink', 'link'),
  content: fc.uint8Array({ minLength: 1, maxLength: 20 }).filter((bytes) => !bytes.includes(0)),
  mode: fc.constantFrom(0o600, 0o644, 0o755, 0o4755, 0o1777),
  seconds: fc.constantFrom(0, 1, 1_000_000_000.5, 4_000_000_000),
});

export const treeItems = fc.array(item, { maxLength: 12 });

/** Replaces everything on the volume by `items`. */
export async function fillVolume(volume: string, items: readonly TreeItem[]): Promise<void> {
  for (const entry of await readdir(volume, { encoding: 'buffer' })) await rm(below(volume, entry), { recursive: true });
  const files: Buffer[] = [];
  for (const one of items) await putItem(volume, one, files).catch(ignoreTaken);
  await utimes(volume, 5, 5);
}

async function putItem(volume: string, { names, kind, content, mode, seconds }: TreeItem, files: Buffer[]): Promise<void> {
  const path = below(volume, ...names);
  await mkdir(below(volume, ...names.slice(0, -1)), { recursive: true });
  const first = files[0];
  if (kind === 'symlink') return symlink(Buffer.from(content), path);
  if (kind === 'link') return first === undefined ? undefined : link(first, path);
  if (kind === 'directory') await mkdir(path);
  if (kind === 'file') await writeFile(path, content, { flag: 'wx' });
  if (kind === 'file' && names[0]?.join() !== Buffer.from('lost+found').join()) files.push(path);
  await chmod(path, mode);
  await utimes(path, seconds, seconds);
}

function ignoreTaken(error: unknown): void {
  const { code } = error as NodeJS.ErrnoException;
  if (!['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOENT'].includes(String(code))) throw error;
}

/** A path of bytes under a folder. */
export function below(folder: string, ...names: readonly Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.from(folder), ...names.flatMap((part) => [Buffer.from('/'), part])]);
}

/** What a volume holds, as Node sees it: hex of the path to facts. Written apart from the manifest program. */
export async function describeVolume(volume: string): Promise<Map<string, Record<string, unknown>>> {
  const found = new Map<string, Record<string, unknown>>();
  const firsts = new Map<bigint, string>();
  const visit = async (names: readonly Buffer[]): Promise<void> => {
    const status = await lstat(below(volume, ...names), { bigint: true });
    if (status.isSocket() || names[0]?.toString() === 'lost+found') return;
    const key = hexOf(names);
    const first = linked(status) ? firsts.get(status.ino) : undefined;
    if (linked(status) && first === undefined) firsts.set(status.ino, key);
    found.set(key, first === undefined ? await factsOf(below(volume, ...names), status) : { type: 'file', 'same file as': first });
    if (!status.isDirectory()) return;
    const children = await readdir(below(volume, ...names), { encoding: 'buffer' });
    for (const child of children.sort((one, other) => one.compare(other))) await visit([...names, child]);
  };
  await visit([]);
  return found;
}

function linked(status: BigIntStats): boolean {
  return status.isFile() && status.nlink > 1n;
}

async function factsOf(path: Buffer, is: BigIntStats): Promise<Record<string, unknown>> {
  const { mode, uid, gid, mtimeNs, size } = is;
  const common = { mode: (mode & 0o7777n).toString(8).padStart(4, '0'), owner: `${uid}:${gid}`, mtime: String(mtimeNs) };
  if (is.isDirectory()) return { type: 'directory', ...common };
  if (is.isSymbolicLink()) return { type: 'symlink', ...common, target: (await readlink(path, { encoding: 'buffer' })).toString('hex') };
  if (is.isFIFO()) return { type: 'fifo', ...common };
  if (!is.isFile()) return { type: 'device', ...common, device: String(is.rdev) };
  const content = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return { type: 'file', ...common, size: String(size), content };
}

function hexOf(names: readonly Uint8Array[]): string {
  return names.map((part) => Buffer.from(part).toString('hex')).join('/');
}

/** Turns the manifest's escaped bytes back. */
export function unescapeBytes(text: string): Buffer {
  const named: Record<string, number> = { n: 10, r: 13, t: 9, '\\': 92 };
  const bytes: number[] = [];
  for (const [, hex, simple, plain] of text.matchAll(/\\x([0-9a-f]{2})|\\([nrt\\])|([^\\])/g)) {
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else bytes.push(simple === undefined ? String(plain).charCodeAt(0) : (named[simple] ?? 0));
  }
  return Buffer.from(bytes);
}

/** The manifest's path as the key that describeVolume uses. */
export function keyOfPath(escaped: string): string {
  return escaped === '.'
    ? ''
    : unescapeBytes(escaped)
        .toString('latin1')
        .split('/')
        .map((part) => Buffer.from(part, 'latin1').toString('hex'))
        .join('/');
}
