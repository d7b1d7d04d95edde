import { escapeText } from '../../base/escape.ts';
import type { MoveSummary } from '../../move/info/list-moves.ts';
import type { Leftover } from '../../move/held/left-behind.ts';
import { formatAge } from '../durations.ts';
import { phaseTitle } from '../progress/phase-titles.ts';
import type { Listing } from './listing.ts';
import { formatClaimName } from './object-name.ts';
import { type Column, renderRows, type TableShape } from '../table.ts';

/** What `move list` has found. */
export interface MoveList {
  readonly moves: readonly MoveSummary[];
  readonly leftBehind: readonly Leftover[];
}

/** The moves, and what ended ones left behind. */
export function describeMoves(list: MoveList, now: Date, shape: TableShape): Listing {
  const { moves, leftBehind } = list;
  return {
    text: renderMoves(list, now, shape),
    nothing: 'No moves.',
    document: { moves, leftBehind },
    items: [...moves, ...leftBehind],
    names: moves.map(({ claim }) => formatClaimName(claim)),
  };
}

function renderMoves({ moves, leftBehind }: MoveList, now: Date, shape: TableShape): string[] {
  const table = renderRows(moves, moveColumns(now), shape);
  // Who wants rows alone would take these lines for some.
  if (leftBehind.length === 0 || !shape.headers) return table;
  return [...table, 'Left behind:', ...leftBehind.map(({ move, leftBehind: what }) => escapeText(`  by move ${move}: ${what}`))];
}

function moveColumns(now: Date): readonly Column<MoveSummary>[] {
  return [
    { head: 'NAMESPACE', cell: ({ namespace }) => escapeText(namespace) },
    { head: 'CLAIM', cell: ({ claim }) => escapeText(claim) },
    { head: 'FROM', cell: ({ from }) => escapeText(from) },
    { head: 'TO', cell: ({ to }) => escapeText(to) },
    { head: 'STATE', cell: ({ state, scaledDown }) => (scaledDown === undefined ? state : `${state}, application down`) },
    { head: 'PHASE', cell: ({ phase, direction }) => phaseTitle(phase, direction) },
    { head: 'AGE', cell: ({ startedAt }) => formatAge(now.getTime() - Date.parse(startedAt)) },
    { head: 'MOVE', cell: ({ move }) => escapeText(move), wide: true },
    { head: 'ERROR', cell: ({ error }) => escapeText(error ?? '-'), wide: true },
  ];
}
