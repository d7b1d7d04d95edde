import { escapeText } from '../../base/escape.ts';
import type { MoveOutcome } from '../../move/model/outcome.ts';
import type { MoveReport } from '../../move/model/report.ts';
import type { PhaseName } from '../../move/model/phase-names.ts';
import { formatBytes } from '../../base/quantity.ts';
import { plural } from '../../base/counts.ts';
import { formatDuration } from '../durations.ts';
import { phaseTitle } from '../progress/phase-titles.ts';
import type { Style } from '../style.ts';
import { verifiedText } from '../verified-text.ts';
import { type Again, formatHint } from './hint-text.ts';

/** How a finished move is told of. */
export interface ReportOptions {
  readonly style: Style;
  readonly verbose: boolean;
  readonly again: Again;
}

type Finished = Extract<MoveOutcome, { kind: 'moved' | 'kept' }>;

/** The result of a finished move: what was done in one line, then what can be asked about it, then what to type. */
export function renderMoveReport({ report, unseen, next, kind }: Finished, { style, verbose, again }: ReportOptions): string[] {
  const notCopied = report.notCarried.filter((what) => verbose || !unseen.includes(what));
  const rows: [string, string][] = [
    ['copied', copied(report)],
    ['verified', verifiedText(report)],
    ['downtime', downtime(report)],
    ...(notCopied.length === 0 ? [] : [['not copied', notCopied.join('; ')] as [string, string]]),
    ...(report.scaled ?? []).flatMap(({ left }): [string, string][] => (left === undefined ? [] : [['left alone', left]])),
    ...report.leftBehind.map((what): [string, string] => ['left behind', what]),
    ...(verbose ? phaseRows(report) : []),
  ];
  const { namespace, claim, from, to } = report;
  const head = `Moved ${namespace}/${claim} from ${from} to ${to} in ${formatDuration(totalTime(report))}.${kind === 'kept' ? ' The old copy is kept.' : ''}`;
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    `${style.good(style.signs.done)} ${style.strong(escapeText(head))}`,
    ...rows.map(([name, value]) => `  ${style.faint(name.padEnd(width))}  ${escapeText(value)}`),
    ...next.map((hint) => `Next: ${escapeText(formatHint(hint, again))}`),
  ];
}

function copied({ bytes, files, passes, phaseMilliseconds }: MoveReport): string {
  const milliseconds =
    (phaseMilliseconds['warm-copy'] ?? 0) + (phaseMilliseconds['take-snapshot'] ?? 0) + (phaseMilliseconds['restore-data'] ?? 0);
  const rate = milliseconds === 0 || bytes === 0 ? '' : `, ${formatBytes((bytes / milliseconds) * 1000)}/s`;
  return `${formatBytes(bytes)}, ${plural(files, 'file')}${passes > 1 ? ` in ${plural(passes, 'pass')}` : ''}${rate}`;
}

/** Where it was not seen, at least: since when the application was down before the move, nothing tells. */
function downtime({ lockedMilliseconds, cutMilliseconds, downtimeMilliseconds, ...report }: MoveReport): string {
  const cut = cutMilliseconds === undefined ? '' : `, of which cutover ${formatDuration(cutMilliseconds)}`;
  if (downtimeMilliseconds !== undefined) return `${formatDuration(downtimeMilliseconds)}${cut}`;
  const locked = lockedMilliseconds ?? totalTime(report);
  return `at least ${formatDuration(locked)}${cut}`;
}

/** How long all phases took together, in milliseconds. */
export function totalTime({ phaseMilliseconds }: Pick<MoveReport, 'phaseMilliseconds'>): number {
  return Object.values(phaseMilliseconds).reduce((sum, milliseconds) => sum + milliseconds, 0);
}

function phaseRows({ phaseMilliseconds }: MoveReport): [string, string][] {
  const phases = Object.entries(phaseMilliseconds) as [PhaseName, number][];
  return phases.map(([phase, milliseconds]) => [phaseTitle(phase), formatDuration(milliseconds)]);
}
