import type { Copy } from '../model/copy-state.ts';
import type { Move } from '../model/move.ts';

/** What phases share of a move, and how the copy is started. */
export type CopyBase = Omit<Move, 'signal' | 'mounted' | 'waiting'> & { startCopy(move: Move): Copy };

/** The one copy of all phases that follow it. */
export interface CopyOnDemand {
  /** Starts it, or finds it running. */
  readonly get: () => Copy;
  /** Stops watching; the movers go on. */
  readonly stop: () => void;
}

/** It outlives the phase that starts it, so it has a signal of its own: only `stop` ends the watching. */
export function copyOnDemand(base: CopyBase): CopyOnDemand {
  let running: Copy | undefined;
  const waiting = (forWhat: string) => base.emit({ type: 'waiting', phase: 'stage-target', for: forWhat });
  return {
    get: () => (running ??= base.startCopy({ ...base, signal: new AbortController().signal, waiting })),
    stop: () => {
      running?.stop();
      running = undefined;
    },
  };
}
