import { escapeText } from '../base/escape.ts';
import type { MoveSummary } from '../move/info/list-moves.ts';
import type { Leftover } from '../move/held/left-behind.ts';
import { formatDuration } from './durations.ts';
import { outputVersion, toJson } from './json.ts';
import type { OutputFormat } from './reporter.ts';
import { renderTable } from './table.ts';

/** What `move list` has found. */
export interface MoveList {
  readonly moves: readonly MoveSummary[];
  readonly leftBehind: readonly Leftover[];
}

/** The moves as a table, as one document, or one per line, and what ended ones left behind; nothing is an empty table, which is no line. */
export function renderMoves({ moves, leftBehind }: MoveList, format: OutputFormat, now: Date): string[] {
  if (format === 'json') return [toJson({ version: outputVersion, moves, leftBehind }, 2)];
  if (format === 'jsonl') return [...moves, ...leftBehind].map((line) => toJson(line));
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
