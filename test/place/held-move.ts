import { holdInPhase } from '../faults/hold-in-phase.ts';
import type { PhaseName } from '../../src/move/model/phase-names.ts';
import { type App, createApp, listing } from './app.ts';
import { type CliRun, startMove, steadyLease } from './cli.ts';
import type { Place } from './place.ts';
import { openProxied } from './proxied-place.ts';
import { slowly } from './slow-move.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';

/** A claim that is to be moved to the provider, and what there was before. */
export interface PreparedMove {
  readonly phase: PhaseName;
  readonly app: App;
  readonly files: string;
  readonly before: Snapshot;
}

/** A move in the middle of a phase: the program lives, and nothing that it writes arrives. */
export interface HeldMove extends PreparedMove {
  readonly run: CliRun;
  /** From now on its writes arrive. */
  readonly letGo: () => void;
  /** Ends it if it still runs. */
  close(): Promise<void>;
}

/** Phases in which data is on its way, and shall still be when other moves have come to their phases. */
const copying: readonly PhaseName[] = ['take-snapshot', 'restore-data'];

/** Makes the claim of a move that is to be held in that phase, with enough data for it. */
export async function prepareMove(place: Place, phase: PhaseName): Promise<PreparedMove> {
  const [node] = place.localNodes;
  const app = await createApp(place, { node, ...(copying.includes(phase) && { fill: slowly.fill }) });
  return { phase, app, files: await listing(place, app, node), before: await takeSnapshot(place, app) };
}

/** Starts the move; resolves when its phase has begun. */
export async function holdMove(place: Place, prepared: PreparedMove): Promise<HeldMove> {
  const { phase, app } = prepared;
  const proxied = await openProxied({ ...place, close: async () => undefined });
  const { rule, begun, letGo } = holdInPhase(phase);
  proxied.setRule(rule);
  const run = startMove(proxied, app, place.virtualNode, [...steadyLease, ...(copying.includes(phase) ? slowly.flags : [])]);
  const early = run.ended.then(({ stdout, stderr }) => Promise.reject(new Error(`ended before ${phase}\n${stdout}\n${stderr}`)));
  await Promise.race([begun, early]);
  early.catch(() => undefined);
  return {
    ...prepared,
    run,
    letGo,
    async close() {
      run.kill('SIGKILL');
      await run.ended;
      await proxied.close();
    },
  };
}
