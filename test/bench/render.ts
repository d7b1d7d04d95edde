import type { ByHand } from './by-hand.ts';
import type { DataSet } from './data-sets.ts';
import type { TimedMove } from './timed-move.ts';

/** One set of files, copied in every way. */
export interface Row {
  readonly set: DataSet;
  readonly byHand: ByHand;
  readonly move: TimedMove;
  /** The same move with `--verify none`. */
  readonly unverified: TimedMove;
}

/** How long a move may take: as raw restic, half as much again, and this for all that is not data. */
const goal = { times: 1.5, seconds: 6 };

/** How much more memory the program may need for many files than for few. */
const goalMib = 20;

/** Ratios first: seconds say something about this machine only. */
export function renderRow({ set, byHand, move, unverified }: Row): string {
  const restic = byHand.backup + byHand.restore;
  const limit = goal.times * restic + goal.seconds;
  const verification = move.seconds - unverified.seconds;
  return [
    `${set.name}: a move takes ${ratio(move.seconds, restic)} of raw restic and ${ratio(move.seconds, byHand.copy)} of cp -a`,
    `  goal      ${verdict(move.seconds <= limit)}: ${inSeconds(move.seconds)}, at most ${inSeconds(limit)} (${goal.times}x restic + ${goal.seconds} s)`,
    `  restic    ${inSeconds(restic)} (backup ${inSeconds(byHand.backup)}, restore ${inSeconds(byHand.restore)}), cp -a ${inSeconds(byHand.copy)}`,
    `  verifying ${inSeconds(verification)} of the move (it takes ${inSeconds(unverified.seconds)} with --verify none)`,
    `  manifest  ${ratio(byHand.manifest, byHand.backup)} of restic's backup of the same files`,
    `  phases    ${renderPhases(move.report.phaseMilliseconds)}`,
  ].join('\n');
}

export function renderMemory([few = 0, many = 0]: readonly number[], [fewFiles, manyFiles]: readonly number[]): string {
  const more = many - few;
  return [
    `memory of liqoctl: ${few.toFixed(0)} MiB for ${fewFiles} files, ${many.toFixed(0)} MiB for ${manyFiles}`,
    `  goal      ${verdict(more < goalMib)}: ${more.toFixed(1)} MiB more, less than ${goalMib} MiB`,
  ].join('\n');
}

/** What took at least a tenth of a second. */
export function renderPhases(milliseconds: Readonly<Record<string, number>>): string {
  return Object.entries(milliseconds)
    .filter(([, each]) => each >= 100)
    .map(([name, each]) => `${name} ${inSeconds(each / 1000)}`)
    .join(', ');
}

export function verdict(met: boolean): string {
  return met ? 'met' : 'MISSED';
}

function ratio(seconds: number, of: number): string {
  return `${(seconds / of).toFixed(1)}x`;
}

function inSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}
