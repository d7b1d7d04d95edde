import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { readVerifyProgram } from '../../../src/restic/mover-script.ts';

/** The manifest program at work on a folder, asked as the mover's shell asks it. */
export interface ManifestProgram {
  readonly volume: string;
  ask(question: string): Promise<string>;
  /** Parsed lines of the manifest it wrote last; times as text, since nanoseconds are beyond a number's precision. */
  readManifest(): Promise<Record<string, unknown>[]>;
  /** Details of the last answer. */
  readDetails(): Promise<string[]>;
  /** The most memory that it has held so far. */
  peakKib(): Promise<number>;
  /** Hangs up; resolves with the exit code. */
  end(): Promise<number | null>;
}

/** `wrapper` is put before the program, in the folder that holds the volume `data`. */
export async function startManifestProgram(wrapper: readonly string[] = []): Promise<ManifestProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'manifest-'));
  const volume = join(folder, 'data');
  await mkdir(volume);
  await promisify(execFile)('mkfifo', [join(folder, 'ask'), join(folder, 'answer')]);
  const command = [...wrapper, 'python3', '-c', readVerifyProgram()] as const;
  const child = spawn(command[0], command.slice(1), {
    cwd: folder,
    env: { ...process.env, VOLUME_PARENT: folder, RUN: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // Programs open the FIFOs: each would block one of Node's few threads until the other side does so too.
  const asking = spawn('sh', ['-c', 'exec cat >ask'], { cwd: folder, stdio: ['pipe', 'ignore', 'inherit'] });
  const answering = spawn('cat', ['answer'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const answers = createInterface({ input: answering.stdout })[Symbol.asyncIterator]();
  child.once('exit', () => [asking, answering].forEach((cat) => cat.kill()));
  const readLines = async (name: string) => (await readFile(join(folder, name), 'utf8')).split('\n').filter((line) => line !== '');
  return {
    volume,
    async ask(question) {
      asking.stdin.write(`${question}\n`);
      return String((await answers.next()).value);
    },
    readManifest: async () => (await readLines('manifest')).map(parseEntry),
    async peakKib() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]);
    },
    readDetails: async () => (await readLines('details')).map((line) => JSON.parse(line) as string),
    async end() {
      asking.stdin.end();
      const code = await codeOf(child);
      await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  return new Promise((resolve) => child.once('exit', resolve));
}

function parseEntry(line: string): Record<string, unknown> {
  return JSON.parse(line.replace(/"mtime":(-?\d+)/, '"mtime":"$1"')) as Record<string, unknown>;
}
