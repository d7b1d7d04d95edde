import { escapeText } from '../../base/escape.ts';
import type { MoveReport } from '../../move/model/outcome.ts';
import type { PhaseName } from '../../move/model/phase-names.ts';
import { formatBytes } from '../../base/quantity.ts';
import { plural } from '../../base/counts.ts';
import { formatDuration } from '../durations.ts';

/** The result block of a finished move. */
export function renderMoveReport(report: MoveReport, kept: boolean): string[] {
  const rows: [string, string][] = [
    ['from', report.from],
    ['to', report.to],
    ['copied', `${formatBytes(report.bytes)} in ${plural(report.files, 'file')}, ${plural(report.passes, 'pass')}`],
    ['verified', verified(report)],
    ...(report.cutMilliseconds === undefined ? [] : [['cut', formatDuration(report.cutMilliseconds)] as [string, string]]),
    ['time', times(report)],
    ...report.notCarried.map((what): [string, string] => ['not carried', what]),
    ...report.leftBehind.map((what): [string, string] => ['left behind', what]),
  ];
  const head = `Moved ${report.namespace}/${report.claim} to ${report.to}.${kept ? ' The old copy is kept.' : ''}`;
  return [escapeText(head), ...rows.map(([name, value]) => `  ${name.padEnd(12)}${escapeText(value)}`)];
}

function verified(report: MoveReport): string {
  if (report.verified === undefined) return 'no manifest was compared';
  const { entries, digest } = report.verified;
  const limits = report.notCarried.length > 0 ? ', but for what is not carried' : '';
  return `${plural(entries, 'entry')}${limits}, ${digest}`;
}

function times(report: MoveReport): string {
  const phases = Object.entries(report.phaseMilliseconds) as [PhaseName, number][];
  const total = phases.reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
  const each = phases.map(([phase, milliseconds]) => `${phase} ${formatDuration(milliseconds)}`);
  return each.length === 0 ? formatDuration(total) : `${formatDuration(total)} (${each.join(', ')})`;
}
