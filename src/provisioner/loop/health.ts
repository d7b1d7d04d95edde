import type { Clock } from '../../base/time/clock.ts';
import type { RunningLook } from './reconcile-loop.ts';

/** No look takes that long: each call of an API ends within half a minute, and the first that fails ends the look. */
const stuckMilliseconds = 600_000;

/** What is wrong with a loop whose longest look is this one; undefined where nothing is. */
export function findStuck(longest: RunningLook | undefined, clock: Clock): string | undefined {
  const lasts = longest === undefined ? 0 : clock.elapsed() - longest.since;
  if (longest === undefined || lasts < stuckMilliseconds) return undefined;
  return `${longest.reconciler} has been looking at ${longest.key} for ${Math.round(lasts / 1000)} s`;
}
