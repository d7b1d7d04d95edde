import { runMoveCommand } from './run-move-command.ts';
import type { Host } from './host.ts';
import type { MoveFlags } from './move-context.ts';

export interface MoveAbortFlags extends MoveFlags {
  readonly discardChanges?: true | undefined;
  readonly recreate?: true | undefined;
  readonly forget?: string | undefined;
}

/** `move abort <claim>`: goes back to where the move came from. */
export function moveAbort(host: Host, claim: string, flags: MoveAbortFlags): Promise<number> {
  const { discardChanges = false, recreate = false, forget } = flags;
  const options = { discardChanges, recreate, ...(forget !== undefined && { forget }) };
  return runMoveCommand(host, { claim, flags }, (moves, ref, context) => moves.abortMove(ref, options, context));
}
