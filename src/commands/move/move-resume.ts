import { runMoveCommand } from './run-move-command.ts';
import type { Host } from '../host.ts';
import type { MoveFlags } from './move-context.ts';

/** `move resume <claim>`: continues from the journal, on any machine. */
export function moveResume(host: Host, claim: string, flags: MoveFlags): Promise<number> {
  return runMoveCommand(host, { claim, flags }, ({ moves, ref, context }) => moves.resumeMove(ref, context));
}
