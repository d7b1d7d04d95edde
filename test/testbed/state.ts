import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Parts } from './parts/parts.ts';
import type { ProcessIdentity } from './process-identity.ts';

export const stateName = 'state.json';

/** What is needed to find and end a testbed, by whatever program it was started, and however that ended. */
export interface TestbedState {
  /** The `up` that wrote this. */
  readonly starter: ProcessIdentity;
  readonly providers: number;
  /** Whether it ends with the process that started it, which runs specs in it. */
  readonly temporary: boolean;
  readonly parts: Parts;
  /** First process of the lab's process namespace: everything else dies with it. */
  readonly lab?: ProcessIdentity;
  /** What runs, by `<place>/<program>`. */
  readonly programs: Readonly<Record<string, ProcessIdentity>>;
  /** First processes of the nodes' namespaces. */
  readonly nodes: Readonly<Record<string, ProcessIdentity>>;
  /** Kernel settings that were raised, as they were before. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether `up` came to its end. */
  readonly complete: boolean;
}

/** The state on disk, and a way to change it that survives a crash in between. */
export interface StateFile {
  readonly now: TestbedState;
  update(change: (now: TestbedState) => Partial<TestbedState>): Promise<void>;
}

export function readState(folder: string): TestbedState | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, stateName), 'utf8')) as TestbedState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes the first state of a testbed. Throws when there is one already: two could not run side by side. */
export async function createState(folder: string, initial: TestbedState): Promise<StateFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, stateName), render(initial), { flag: 'wx' });
  return keepState(folder, initial);
}

/** The state of a testbed that is there. Throws when none is. */
export function openState(folder: string): StateFile {
  const state = readState(folder);
  if (state === undefined) throw new Error(`no testbed in ${folder}`);
  return keepState(folder, state);
}

/** First process of a testbed's lab. Throws where it does not run. */
export function labOf({ lab }: TestbedState): ProcessIdentity {
  if (lab === undefined) throw new Error('the lab does not run');
  return lab;
}

function keepState(folder: string, initial: TestbedState): StateFile {
  const file = join(folder, stateName);
  let now = initial;
  let writing = Promise.resolve();
  const replace = async (): Promise<void> => {
    await writeFile(`${file}.new`, render(now));
    await rename(`${file}.new`, file);
  };
  const update: StateFile['update'] = async (change) => {
    now = { ...now, ...change(now) };
    // One after the other, or an older state could win.
    writing = writing.then(replace);
    await writing;
  };
  return {
    get now() {
      return now;
    },
    update,
  };
}

function render(state: TestbedState): string {
  return JSON.stringify(state, undefined, 2);
}
