import { bringUp } from './bring-up.ts';
import { takeDown } from './down.ts';
import { readLowSettings } from './kernel-settings.ts';
import type { Workshop } from './parts/cached.ts';
import { ensureParts } from './parts/parts.ts';
import { identify, isAlive } from './process-identity.ts';
import { createState, readState, type TestbedState } from './state.ts';
import { isComplete, isForsaken } from './status.ts';

export interface UpOptions extends Workshop {
  /** Where the running testbed keeps its things. */
  readonly folder: string;
  readonly providers: number;
  /** For this process only, which takes it down again. */
  readonly temporary: boolean;
}

/** What a testbed that is there means for one that is wanted: it is the same, or it must not be touched; undefined when it is not in the way. */
function compareWithRunning(state: TestbedState | undefined, providers: number): 'same' | { refusal: string } | undefined {
  if (state === undefined) return undefined;
  if (!state.complete && isAlive(state.starter)) return { refusal: `Process ${state.starter.pid} is starting it already.` };
  if (!isComplete(state) || isForsaken(state)) return undefined;
  if (state.temporary) return { refusal: `Process ${state.starter.pid} runs specs in a testbed of its own.` };
  if (state.providers === providers) return 'same';
  return { refusal: `A testbed with ${state.providers} provider(s) runs; end it first: npm run testbed down` };
}

/** Makes a testbed run, from whatever there is. A failure, or an interruption, leaves nothing but the cache. Throws with the reason. */
export async function ensureUp(options: UpOptions): Promise<void> {
  const { folder, providers, temporary, progress } = options;
  if (runsAlready(folder, providers)) return;
  const parts = await ensureParts(options);
  // Building takes minutes, in which somebody else may have begun.
  if (runsAlready(folder, providers)) return;
  if (await takeDown(folder)) progress.say('Removed what was left of an earlier testbed.');
  const starter = identify(process.pid);
  if (starter === undefined) throw new Error('this process does not find itself in /proc');
  const settings = readLowSettings();
  const nothing = { programs: {}, nodes: {}, complete: false };
  const state = await createState(folder, { starter, providers, temporary, parts, settings, ...nothing });
  try {
    await bringUp({ ...options, state });
  } catch (error) {
    await takeDown(folder);
    progress.say('Removed what had been started.');
    throw error;
  }
}

/** Whether it runs already. */
function runsAlready(folder: string, providers: number): boolean {
  const found = compareWithRunning(readState(folder), providers);
  if (typeof found === 'object') throw new Error(found.refusal);
  return found === 'same';
}
