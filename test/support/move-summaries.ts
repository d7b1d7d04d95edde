import type { MoveSummary } from '../../src/move/info/list-moves.ts';

/** A move to a provider that is on its way. */
export const runningSummary: MoveSummary = {
  move: 'abcdefghij',
  namespace: 'app',
  claim: 'db',
  from: 'rome-1',
  to: 'milan',
  phase: 'restore-data',
  direction: 'forward',
  state: 'running',
  startedAt: '2026-01-02T03:02:00Z',
};

/** One from there that has stopped while it was rolled back. */
export const stoppedSummary: MoveSummary = {
  move: 'klmnopqrst',
  namespace: 'shop',
  claim: 'orders-0',
  from: 'milan',
  to: 'rome-2',
  phase: 'hold-source',
  direction: 'back',
  state: 'stopped',
  startedAt: '2026-01-01T02:00:00Z',
  error: 'the mover was lost',
};
