import { moveId } from '../../src/move/model/names.ts';
import { onMoverStart } from '../faults/movers.ts';
import { type App, readClaim } from '../place/app.ts';
import { type CliEnd, moveVolume } from '../place/cli.ts';
import type { SandboxPlace } from '../place/sandbox-place.ts';
import type { RunningContainer } from '../sandbox/pods/running-container.ts';

/** What happens to a move on its way. */
export interface Disturbance {
  readonly role: 'source' | 'target';
  readonly act: (mover: RunningContainer) => Promise<void>;
  readonly flags: readonly string[];
  /** Where the volume is moved to; milan when absent. */
  readonly node?: string;
}

/** Moves, and does something to each of the move's own movers of that role before it starts. */
export async function moveDisturbed(place: SandboxPlace, app: App, { role, act, flags, node = 'milan' }: Disturbance): Promise<CliEnd> {
  const id = await idOf(place, app);
  const forget = onMoverStart(place.sandbox, role, async (mover) => (mover.pod.includes(id) ? act(mover) : undefined));
  return moveVolume(place, app, node, flags).finally(forget);
}

/** Of the next move of that claim. */
export async function idOf(place: SandboxPlace, app: App): Promise<string> {
  return moveId((await readClaim(place, app)).metadata.uid ?? '');
}
