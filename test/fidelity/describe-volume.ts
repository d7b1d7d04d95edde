import { execFile } from 'node:child_process';
import { findProgram } from '../sandbox/pods/tools.ts';

/**
 * What a volume holds, as find, stat, readlink, getfattr and sha256sum tell it: hex of the path to facts in the manifest's terms, in its order.
 * Nothing here knows how the manifest program works.
 */
export async function describeVolume(volume: string): Promise<Map<string, Record<string, unknown>>> {
  const [statuses, targets, digests, attributes] = await Promise.all([
    readRecords(volume, `${everything} -print0 | xargs -0r stat --printf '%n\\0%F\\0%a\\0%u:%g\\0%s\\0%.9Y\\0%h %i\\0%t:%T\\0'`, 8),
    readRecords(volume, `${everything} -type l -printf '%p\\0%l\\0'`, 2),
    readRecords(volume, `${everything} -type f -print0 | xargs -0r sha256sum -z`, 1),
    readAttributes(volume),
  ]);
  const seen: Seen = {
    targets: new Map(targets.map(([path = '', target = '']) => [path, hex(target)])),
    contents: new Map(digests.map(([line = '']) => [line.slice(66), line.slice(0, 64)])),
    attributes,
  };
  const firsts = new Map<string, string>();
  return new Map(
    statuses.toSorted(byPath).map((status) => {
      const [path = '', kind = '', , , , , links = ''] = status;
      const key = keyOf(path);
      const first = isFile(kind) && !links.startsWith('1 ') ? firsts.get(links) : undefined;
      if (first === undefined) firsts.set(links, key);
      return [key, first === undefined ? factsOf(status, seen) : { type: 'file', 'same file as': first }];
    }),
  );
}

interface Seen {
  readonly targets: ReadonlyMap<string, string>;
  readonly contents: ReadonlyMap<string, string>;
  readonly attributes: ReadonlyMap<string, Record<string, string>>;
}

function isFile(kind: string): boolean {
  return kind === 'regular file' || kind === 'regular empty file';
}

function factsOf(status: readonly string[], { targets, contents, attributes }: Seen): Record<string, unknown> {
  const [path = '', kind = '', mode = '', owner, size, time = '', , device = ''] = status;
  const found = attributes.get(path);
  const common = { mode: mode.padStart(4, '0'), owner, mtime: nanoseconds(time), ...(found && { attributes: found }) };
  if (isFile(kind)) return { type: 'file', ...common, size, content: contents.get(path) };
  if (kind === 'symbolic link') return { type: 'symlink', ...common, target: targets.get(path) };
  if (kind.endsWith('special file')) return { type: kind.replace('special file', 'device'), ...common, device: decimal(device) };
  return { type: kind, ...common };
}

// An empty one is mkfs's, which no copy has.
const everything = 'find . -path ./lost+found -type d -empty -prune -o ! -type s';

/** Bytes as Latin-1, so that names that are no UTF-8 stay what they are. */
async function readTool(volume: string, script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: volume, encoding: 'latin1', maxBuffer: 1 << 26 } as const;
    execFile('bash', ['-o', 'pipefail', '-c', script], options, (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
  });
}

/** What a tool prints, each field ended by NUL, in records of `width` fields. */
async function readRecords(volume: string, script: string, width: number): Promise<string[][]> {
  const fields = (await readTool(volume, script)).split('\0').slice(0, -1);
  return Array.from({ length: fields.length / width }, (_, index) => fields.slice(index * width, (index + 1) * width));
}

/** Attributes by path. getfattr escapes its names with octal numbers. */
async function readAttributes(volume: string): Promise<Map<string, Record<string, string>>> {
  const dump = await readTool(volume, `${everything} -print0 | xargs -0r getfattr -h -d -m - -e hex --`);
  const blocks = dump.split('\n\n').filter((block) => block !== '');
  return new Map(
    blocks.map((block) => {
      const [head = '', ...lines] = block.split('\n');
      const pairs = lines.map((line) => /^(.*?)=(?:0x)?(.*)$/.exec(line)?.slice(1) as [string, string]);
      const path = plain(head.replace('# file: ', ''));
      // It drops the dot that its argument began with.
      return [path === '.' ? path : `./${path}`, Object.fromEntries(pairs.filter(([name]) => name !== 'security.selinux'))];
    }),
  );
}

/** Whether the tools are there; where they are not, says so. */
export async function canDescribe(): Promise<boolean> {
  for (const tool of ['bash', 'find', 'stat', 'getfattr', 'sha256sum']) {
    if ((await findProgram(tool)) !== undefined) continue;
    console.log(`${tool} is not on PATH: nothing describes the volumes a second time`);
    return false;
  }
  return true;
}

function plain(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

function hex(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex');
}

/** Hex of each name, so that the keys sort as the walk does: a slash comes before every digit. */
function keyOf(path: string): string {
  return path === '.' ? '' : path.slice(2).split('/').map(hex).join('/');
}

function byPath([one = '']: string[], [other = '']: string[]): number {
  return keyOf(one) < keyOf(other) ? -1 : 1;
}

/** Major and minor number; stat prints them in hex. */
function decimal(device: string): string {
  return device
    .split(':')
    .map((number) => Number.parseInt(number, 16))
    .join(':');
}

function nanoseconds(time: string): string {
  return String(BigInt(time.replace('.', '')));
}
