import { execFile } from 'node:child_process';
import { chmod, link, mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import fc from 'fast-check';

/** Something to put on a volume; where a path is taken or its parent is no directory, it is left out. */
export interface TreeItem {
  readonly names: readonly Uint8Array[];
  readonly kind: 'file' | 'directory' | 'symlink' | 'link';
  readonly content: Uint8Array;
  readonly mode: number;
  readonly seconds: number;
  /** Value of an extended attribute. */
  readonly note?: Uint8Array | undefined;
}

/** Names that upset simple programs: line ends, quotes, backslashes, blanks, bytes that are no UTF-8, and neighbours in sort order. */
const odd = ['a', 'b', 'a b', 'a!', 'ab', '\n', '\t', '"', "'", '\\', '\\n', '*', '-rf', '.hidden', 'ü', '日本', '\u007f', '$(x)', '~'];
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
  seconds: fc.constantFrom(-1.5, 0, 1, 1_000_000_000.5, 4_000_000_000),
  note: fc.option(fc.uint8Array({ maxLength: 5 }), { nil: undefined, freq: 4 }),
});

export const treeItems = fc.array(item, { maxLength: 12 });

/** Replaces everything on the volume by `items`. */
export async function fillVolume(volume: string, items: readonly TreeItem[]): Promise<void> {
  for (const entry of await readdir(volume, { encoding: 'buffer' })) await rm(below(volume, entry), { recursive: true });
  const made: Made = { files: [], notes: '' };
  for (const one of items) await putItem(volume, one, made).catch(ignoreTaken);
  if (made.notes !== '') await setAttributes(volume, made.notes);
  await utimes(volume, 5, 5);
}

interface Made {
  /** What further links may lead to. */
  readonly files: Buffer[];
  /** Attributes as `setfattr --restore` takes them: names are bytes, which no argument can be. */
  notes: string;
}

async function putItem(volume: string, { names, kind, content, mode, seconds, note }: TreeItem, made: Made): Promise<void> {
  const path = below(volume, ...names);
  await mkdir(below(volume, ...names.slice(0, -1)), { recursive: true });
  const first = made.files[0];
  if (kind === 'symlink') return symlink(Buffer.from(content), path);
  if (kind === 'link') return first === undefined ? undefined : link(first, path);
  if (kind === 'directory') await mkdir(path);
  if (kind === 'file') await writeFile(path, content, { flag: 'wx' });
  if (kind === 'file') made.files.push(path);
  if (note !== undefined) made.notes += `# file: ${names.map(octal).join('/')}\nuser.note=0x${hex(note)}\n\n`;
  await chmod(path, mode);
  // A number below zero would mean now.
  const time = new Date(seconds * 1000);
  await utimes(path, time, time);
}

function octal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

async function setAttributes(volume: string, notes: string): Promise<void> {
  const running = promisify(execFile)('setfattr', ['--restore=-'], { cwd: volume });
  running.child.stdin?.end(notes);
  await running;
}

function ignoreTaken(error: unknown): void {
  const { code } = error as NodeJS.ErrnoException;
  if (!['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOENT'].includes(String(code))) throw error;
}

/** A path of bytes under a folder. */
export function below(folder: string, ...names: readonly Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.from(folder), ...names.flatMap((part) => [Buffer.from('/'), part])]);
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
