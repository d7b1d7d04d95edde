import { type Clock, startTimer } from '../../base/time/clock.ts';

/** Milliseconds of silence after which a log gets a sign of life: many systems end a job that is silent for long. */
const silence = 30_000;

/** Speaks up after silence, again and again. */
export interface Heartbeat {
  /** Something was said, or the silence begins. */
  restart(): void;
  stop(): void;
}

export function createHeartbeat(clock: Clock, beat: () => void): Heartbeat {
  let stopTimer = () => undefined as void;
  const restart = () => {
    stopTimer();
    stopTimer = startTimer(clock, silence, beat);
  };
  return { restart, stop: () => stopTimer() };
}
