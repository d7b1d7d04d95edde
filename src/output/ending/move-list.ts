import { escapeText } from '../../base/escape.ts';
import type { MoveSummary } from '../../move/info/list-moves.ts';
import type { Leftover } from '../../move/held/left-behind.ts';
import { formatDuration } from '../durations.ts';
import type { Listing } from './listing.ts';
import { renderTable } from '../table.ts';

/** What `move list` has found. */
export interface MoveList {
  readonly moves: readonly MoveSummary[];
  readonly leftBehind: readonly Leftover[];
}

/** The moves, and what ended ones left behind. */
export function describeMoves({ moves, leftBehind }: MoveList, now: Date): Listing {
  const text = renderMoves({ moves, leftBehind }, now);
  return { text, nothing: 'No moves.', document: { moves, leftBehind }, items: [...moves, ...leftBehind] };
}

function renderMoves({ moves, leftBehind }: MoveList, now: Date): string[] {
  const head = ['NAMESPACE', 'CLAIM', 'FROM', 'TO', 'STATE', 'PHASE', 'AGE', 'ERROR'];
  const table = moves.length === 0 ? [] : renderTable([head, ...moves.map((move) => row(move, now).map(escapeText))]);
  const left = leftBehind.map(({ move, leftBehind: what }) => escapeText(`  by move ${move}: ${what}`));
  return [...table, ...(left.length === 0 ? [] : ['Left behind:', ...left])];
}

function row(move: MoveSummary, now: Date): string[] {
  const phase = move.direction === 'forward' ? move.phase : `${move.phase} (going back)`;
  const age = now.getTime() - Date.parse(move.startedAt);
  return [
    move.namespace,
    move.claim,
    move.from,
    move.to,
    move.state,
    phase,
    Number.isFinite(age) ? formatDuration(age) : '?',
    move.error ?? '',
  ];
}
