import * as v from 'valibot';
import type { WarmPasses } from '../../../restic/mover-spec.ts';
import type { MoveRequest } from '../request.ts';

/** What became of the passes beside the running application; empty until they have ended. */
export const warmSchema = v.strictObject({
  /** How many there were, and how many seconds the last one took. */
  done: v.exactOptional(v.strictObject({ passes: v.number(), seconds: v.number(), bytes: v.number() })),
  /** Why there were none, so that all is copied while the application is down. */
  cold: v.exactOptional(v.string()),
});

interface Warm {
  readonly warm?: v.InferOutput<typeof warmSchema>;
}

/** What a source mover of that move is to do now; undefined where it needs to know of no passes beside the application. */
export function warmPasses({ warm, request }: Warm & { request: Pick<MoveRequest, 'warm'> }): WarmPasses | undefined {
  if (warm?.done !== undefined) return { kind: 'over' };
  if (warm === undefined || warm.cold !== undefined || request.warm === undefined) return undefined;
  return { kind: 'running', maxDowntimeSeconds: request.warm.maxDowntimeSeconds };
}

/** Whether the source is to be copied beside the running application now. */
export function isCopiedBeside(journal: Parameters<typeof warmPasses>[0]): boolean {
  return warmPasses(journal)?.kind === 'running';
}

/** For phases that a move goes through before its application is stopped, if it copies beside it. */
export function endedUnlessWarm({ warm }: Warm): 'allowed' | 'end-it' {
  return warm === undefined ? 'end-it' : 'allowed';
}
