import { formatBytes } from '../../base/quantity.ts';
import { plural } from '../../base/counts.ts';
import { formatDuration } from '../durations.ts';
import { type Pace, secondsLeft } from './pace.ts';

/** How far a copy is, in one line: `35%  1.2 GiB of 3.4 GiB  85 MiB/s  26 s left  1,200 files`. */
export function progressText(pace: Pace): string {
  return progressParts(pace).join('  ');
}

/** The same in pieces, the more important ones first. */
export function progressParts(pace: Pace): string[] {
  const { fraction, totalBytes, bytesPerSecond } = pace;
  const left = secondsLeft(pace);
  const of = totalBytes === undefined ? '' : ` of ${formatBytes(totalBytes)}`;
  const parts = [
    pace.pass > 1 ? `pass ${pace.pass}` : undefined,
    // Rounded down: 100% is said when everything is there, not when almost.
    fraction === undefined ? undefined : `${Math.floor(fraction * 100)}%`,
    `${formatBytes(pace.bytes)}${of}`,
    bytesPerSecond === undefined ? undefined : `${formatBytes(bytesPerSecond)}/s`,
    left === undefined || left === 0 ? undefined : `${formatDuration(left * 1000)} left`,
    plural(pace.files, 'file'),
  ];
  return parts.filter((part) => part !== undefined);
}

/** A bar of `cells` characters. */
export function bar(fraction: number, cells: number): string {
  const full = Math.floor(Math.min(1, Math.max(0, fraction)) * cells);
  return '█'.repeat(full) + '░'.repeat(cells - full);
}
