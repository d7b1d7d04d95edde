import type { Pace } from './pace.ts';
import { bar, progressParts } from './progress-text.ts';
import { type RunningPhase, waitText } from './running-phase.ts';
import type { Signs } from '../signs.ts';

/** What the terminal draws beside the text: the spinner in front, the seconds behind it. */
const beside = 14;

/** The running phase in one line that fits into `columns`: a line that wraps cannot be redrawn in place. */
export function liveText(running: RunningPhase, pace: Pace | undefined, { columns, signs }: { columns: number; signs: Signs }): string {
  const room = Math.max(20, columns - beside);
  const copied = pace === undefined ? [] : [...barParts(pace, columns, signs), ...progressParts(pace)];
  return shorten(fitting([running.title, ...waitText(running, pace), ...copied], room), room, signs);
}

/** `text` in at most `columns` characters. */
export function shorten(text: string, columns: number, { ellipsis }: Signs): string {
  const characters = Array.from(text);
  return characters.length <= columns ? text : `${characters.slice(0, columns - ellipsis.length).join('')}${ellipsis}`;
}

/** The width depends on the terminal alone: a bar that made room for a longer number would seem to go backwards. */
function barParts({ fraction }: Pace, columns: number, signs: Signs): string[] {
  if (fraction === undefined || columns < 60) return [];
  return [bar(fraction, columns >= 120 ? 24 : columns >= 80 ? 10 : 8, signs)];
}

/** As many parts as there is room for, the first two in any case. */
function fitting(parts: readonly string[], room: number): string {
  return parts.reduce((line, part, index) => (index > 1 && line.length + 2 + part.length > room ? line : `${line}  ${part}`));
}
