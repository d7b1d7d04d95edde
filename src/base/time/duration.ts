import { AppError } from '../errors.ts';

const unitMilliseconds = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** Longest duration that is taken, 20 days: a timer of Node.js cannot wait longer than 24.8. */
const longest = 20 * 24 * unitMilliseconds.h;

/** Parses durations as Go writes them (`15m`, `90s`, `1h30m`, `1.5h`, `0`) into milliseconds. Throws AppError `usage`. */
export function parseDuration(text: string): number {
  if (text === '0') return 0;
  const pieces = [...text.matchAll(/(\d{1,12}(?:\.\d{1,9})?)(ms|h|m|s)/g)];
  const total = pieces.reduce((sum, [, amount, unit]) => sum + Number(amount) * unitMilliseconds[unit as keyof typeof unitMilliseconds], 0);
  if (pieces.length === 0 || pieces.map(([piece]) => piece).join('') !== text) {
    throw new AppError('usage', `${JSON.stringify(text)} is not a duration`, { next: ['write it like 90s, 15m or 1h30m'] });
  }
  if (total > longest) throw new AppError('usage', `${text} is too long: at most ${longest / unitMilliseconds.h}h`);
  return Math.round(total);
}
