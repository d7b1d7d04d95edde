import { untilAborted } from '../../base/time/deadline.ts';
import { exitCodes } from '../../base/exit-codes.ts';
import { describeMoveStatus } from '../../output/listings/move-status.ts';
import type { Host } from '../host.ts';
import { type MoveFlags, openMoveContext } from './move-context.ts';
import { runCommand } from '../run-command.ts';

/** Flags of `move status`, parsed. */
export interface MoveStatusFlags extends MoveFlags {
  readonly watch?: true | undefined;
}

/** `move status <claim>`: how far a move is, or how the last one ended; with `--watch` until it ends. */
export function moveStatus(host: Host, claim: string, flags: MoveStatusFlags): Promise<number> {
  return runCommand(host, flags, async (reporter) => {
    const { gentle } = host.interrupt;
    const opened = openMoveContext(host, flags, (event) => reporter.event(event));
    const { context, namespace } = await untilAborted(gentle, opened);
    const ref = { namespace, claim };
    const { watchMove, readMoveStatus } = await host.moves();
    const known = await untilAborted(gentle, (flags.watch === true ? watchMove : readMoveStatus)(ref, context));
    const { code } = known === undefined || known.kind === 'missing' ? exitCodes.refused : exitCodes.success;
    return { kind: 'listing', listing: describeMoveStatus(known, ref, host.clock.now()), exitCode: code };
  });
}
