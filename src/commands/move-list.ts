import { renderMoves } from '../output/move-list.ts';
import { writeLines } from '../output/write-lines.ts';
import type { MoveSummary } from '../move/journal/list-moves.ts';
import type { Host } from './host.ts';
import { untilAborted } from './interruptible.ts';
import { openMoveContext, type MoveFlags } from './move-context.ts';

/** `move list`: every move that has a journal, or those of one namespace. */
export async function moveList(host: Host, flags: MoveFlags): Promise<number> {
  const moves = await untilAborted(host.interrupt.gentle, readMoves(host, flags));
  if (moves.length === 0 && flags.output === 'text') writeLines(host.streams.stderr, ['No moves.']);
  writeLines(host.streams.stdout, renderMoves(moves, flags.output, host.clock.now()));
  return 0;
}

async function readMoves(host: Host, flags: MoveFlags): Promise<readonly MoveSummary[]> {
  const { context } = await openMoveContext(host, flags, () => undefined);
  const { listMoves } = await host.moves();
  return listMoves(flags.namespace, context);
}
