import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { attributeRules } from '../../src/restic/attribute-rules.ts';
import { readVerifyCommand } from '../../src/restic/mover-script.ts';

/** The manifest program at work on a folder, asked as the mover's shell asks it. */
export interface ManifestProgram {
  readonly volume: string;
  ask(question: string): Promise<string>;
  /** Describes the volume anew and compares that with the manifest before. */
  compare(): Promise<string>;
  /** Parsed lines of the manifest it wrote last; times as text, since nanoseconds are beyond a number's precision. */
  readManifest(): Promise<Record<string, unknown>[]>;
  /** Details of the last answer. */
  readDetails(): Promise<string[]>;
  /** The most memory that it has held so far. */
  peakKib(): Promise<number>;
  /** How many bytes it has read so far, from files and all else. */
  readBytes(): Promise<number>;
  /** Hangs up; resolves with the exit code. */
  end(): Promise<number | null>;
}

type Environment = Readonly<Record<string, string>>;

const noServer = { RESTIC_REPOSITORY: '', RESTIC_REST_USERNAME: '', RESTIC_REST_PASSWORD: '', MOVER_KEY: '' };
const MOVER_ATTRIBUTES = attributeRules({ kind: 'privileged' }).join(' ');

/** It leaves out the name `left out` in the volume's root. `wrapper` is put before the program, in the folder that holds the volume `data`. */
export async function startManifestProgram(wrapper: readonly string[] = [], environment: Environment = {}): Promise<ManifestProgram> {
  const folder = await layOutFolder();
  const command = [...wrapper, ...readVerifyCommand()];
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: folder,
    env: { ...process.env, ...noServer, MOVER_ATTRIBUTES, ...environment, VOLUME_PARENT: folder, RUN: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // Programs open the FIFOs: each would block one of Node's few threads until the other side does so too.
  const asking = spawn('sh', ['-c', 'exec cat >ask'], { cwd: folder, stdio: ['pipe', 'ignore', 'inherit'] });
  const answering = spawn('cat', ['answer'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const answers = createInterface({ input: answering.stdout })[Symbol.asyncIterator]();
  child.once('exit', () => [asking, answering].forEach((cat) => cat.kill()));
  const ask = async (question: string) => {
    asking.stdin.write(`${question}\n`);
    return String((await answers.next()).value);
  };
  return {
    volume: join(folder, 'data'),
    ask,
    async compare() {
      await rename(join(folder, 'manifest'), join(folder, 'theirs'));
      await ask('manifest 1');
      return ask('compare');
    },
    readManifest: async () => (await readLines(join(folder, 'manifest'))).map(parseEntry),
    peakKib: () => readPeakKib(child.pid),
    readBytes: () => readReadBytes(child.pid),
    readDetails: async () => (await readLines(join(folder, 'details'))).map((line) => JSON.parse(line) as string),
    async end() {
      asking.stdin.end();
      const code = await codeOf(child);
      await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}

/** With the volume `data` in it. */
async function layOutFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'manifest-'));
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'left'), 'left out\n');
  await promisify(execFile)('mkfifo', [join(folder, 'ask'), join(folder, 'answer')]);
  return folder;
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  return new Promise((resolve) => child.once('exit', resolve));
}

function parseEntry(line: string): Record<string, unknown> {
  return JSON.parse(line.replace(/"mtime":(-?\d+)/, '"mtime":"$1"')) as Record<string, unknown>;
}

async function readLines(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
}

async function readReadBytes(pid: number | undefined): Promise<number> {
  return Number(/rchar: (\d+)/.exec(await readFile(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

async function readPeakKib(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]);
}
