import { formatBytes } from '../../base/quantity.ts';
import { plural } from '../../base/counts.ts';
import { formatDuration } from '../durations.ts';
import type { Signs } from '../signs.ts';
import { type Pace, secondsLeft } from './pace.ts';

/** How far a copy is, in one line: `35%  26 s left  1.2 GiB of 3.4 GiB  85 MiB/s  1,200 files`. */
export function progressText(pace: Pace): string {
  return progressParts(pace).join('  ');
}

/** The same in pieces, the more important ones first. */
export function progressParts(pace: Pace): string[] {
  const { fraction, totalBytes, bytesPerSecond } = pace;
  const of = totalBytes === undefined ? '' : ` of ${formatBytes(totalBytes)}`;
  const parts = [
    pace.pass > 1 ? `pass ${pace.pass}` : undefined,
    // Rounded down: 100% is said when everything is there, not when almost.
    fraction === undefined ? undefined : `${Math.floor(fraction * 100)}%`,
    leftText(pace),
    `${formatBytes(pace.bytes)}${of}`,
    bytesPerSecond === undefined ? undefined : `${formatBytes(bytesPerSecond)}/s`,
    plural(pace.files, 'file'),
  ];
  return parts.filter((part) => part !== undefined);
}

/** A bar of `cells` characters. */
export function bar(fraction: number, cells: number, { full, empty }: Signs): string {
  const filled = Math.floor(Math.min(1, Math.max(0, fraction)) * cells);
  return full.repeat(filled) + empty.repeat(cells - filled);
}

/** Whole seconds, rounded up: nothing that is still going on has 0 s left. With all bytes there, the end is not a matter of bytes. */
function leftText(pace: Pace): string | undefined {
  if (pace.fraction === 1) return 'finishing';
  const left = secondsLeft(pace);
  return left === undefined ? undefined : `${formatDuration(Math.max(1, Math.ceil(left)) * 1000, 'whole')} left`;
}
