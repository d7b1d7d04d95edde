import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
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
  /** Hangs up; resolves with the exit code. */
  end(): Promise<number | null>;
}

export async function startManifestProgram(): Promise<ManifestProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'manifest-'));
  const volume = join(folder, 'data');
  await mkdir(volume);
  await promisify(execFile)('mkfifo', [join(folder, 'ask'), join(folder, 'answer')]);
  const child = spawn('python3', ['-c', readVerifyProgram()], {
    env: { ...process.env, VOLUME_PARENT: folder, RUN: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const questions = createWriteStream(join(folder, 'ask'));
  const answers = createInterface({ input: createReadStream(join(folder, 'answer')) })[Symbol.asyncIterator]();
  const readLines = async (name: string) => (await readFile(join(folder, name), 'utf8')).split('\n').filter((line) => line !== '');
  return {
    volume,
    async ask(question) {
      questions.write(`${question}\n`);
      return String((await answers.next()).value);
    },
    readManifest: async () => (await readLines('manifest')).map(parseEntry),
    readDetails: async () => (await readLines('details')).map((line) => JSON.parse(line) as string),
    async end() {
      questions.end();
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
