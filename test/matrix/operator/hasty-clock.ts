import type { Clock } from '../../../src/base/time/clock.ts';
import { systemClock } from '../../../src/base/time/system-clock.ts';

/** Pauses of a second and less before something is tried again are not what is tested here. */
const longestPause = 1000;

/** The machine's clock, on which such pauses last a tenth. */
export const hastyClock: Clock = {
  ...systemClock,
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds <= longestPause ? milliseconds / 10 : milliseconds, signal),
};
