import { describeMoves, type MoveList } from '../../output/listings/move-list.ts';
import { type TableFlags, tableShapeOf } from '../flags/move-flags.ts';
import type { Host } from '../host.ts';
import { untilAborted } from '../../base/time/deadline.ts';
import { type MoveFlags, openMoveContext } from './move-context.ts';
import { runCommand } from '../run-command.ts';

export interface MoveListFlags extends MoveFlags, TableFlags {
  readonly allNamespaces?: true | undefined;
}

/** `move list`: every move that has a journal, or those of one namespace, and what moves have left behind. */
export function moveList(host: Host, flags: MoveListFlags): Promise<number> {
  return runCommand(host, flags, async () => {
    const list = await untilAborted(host.interrupt.gentle, readMoves(host, flags));
    return { kind: 'listing', listing: describeMoves(list, host.clock.now(), tableShapeOf(flags)), exitCode: 0 };
  });
}

async function readMoves(host: Host, flags: MoveListFlags): Promise<MoveList> {
  const { context } = await openMoveContext(host, flags, () => undefined);
  const { listMoves, listLeftBehind } = await host.moves();
  const [moves, leftBehind] = await Promise.all([
    listMoves(flags.allNamespaces === true ? undefined : flags.namespace, context),
    listLeftBehind(context),
  ]);
  return { moves, leftBehind };
}
