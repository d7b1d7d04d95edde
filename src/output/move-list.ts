import { escapeText } from '../base/escape.ts';
import type { MoveSummary } from '../move/journal/list-moves.ts';
import { formatDuration } from './durations.ts';
import { outputVersion, toJson } from './json.ts';
import type { OutputFormat } from './reporter.ts';
import { renderTable } from './table.ts';

/** The moves as a table, as one document, or one per line; no moves are an empty table, which is nothing. */
export function renderMoves(moves: readonly MoveSummary[], format: OutputFormat, now: Date): string[] {
  if (format === 'json') return [toJson({ version: outputVersion, moves }, 2)];
  if (format === 'jsonl') return moves.map((move) => toJson(move));
  if (moves.length === 0) return [];
  const head = ['NAMESPACE', 'CLAIM', 'FROM', 'TO', 'STATE', 'PHASE', 'AGE', 'ERROR'];
  return renderTable([head, ...moves.map((move) => row(move, now).map(escapeText))]);
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
