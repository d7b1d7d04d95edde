import { type MoveList, renderMoves } from '../output/move-list.ts';
import { writeLines } from '../output/write-lines.ts';
import type { Host } from './host.ts';
import { untilAborted } from './interruptible.ts';
import { openMoveContext, type MoveFlags } from './move-context.ts';

/** `move list`: every move that has a journal, or those of one namespace, and what moves have left behind. */
export async function moveList(host: Host, flags: MoveFlags): Promise<number> {
  const list = await untilAborted(host.interrupt.gentle, readMoves(host, flags));
  if (list.moves.length === 0 && flags.output === 'text') writeLines(host.streams.stderr, ['No moves.']);
  writeLines(host.streams.stdout, renderMoves(list, flags.output, host.clock.now()));
  return 0;
}

async function readMoves(host: Host, flags: MoveFlags): Promise<MoveList> {
  const { context } = await openMoveContext(host, flags, () => undefined);
  const { listMoves, listLeftBehind } = await host.moves();
  const [moves, leftBehind] = await Promise.all([listMoves(flags.namespace, context), listLeftBehind(context)]);
  return { moves, leftBehind };
}
