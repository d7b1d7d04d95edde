import { interruption } from '../../base/errors.ts';
import type { Move } from '../model/move.ts';
import { createObservable } from '../../base/observable.ts';
import { risingOnly } from './counted-progress.ts';
import { runMover } from './run-mover.ts';
import type { Copy, CopyState } from '../model/copy-state.ts';
import { watchRepository } from './watch-repository.ts';

/** Starts or finds both movers and watches them until both are done or one has failed for good. */
export function startCopy(move: Move): Copy {
  const stopped = new AbortController();
  const board = createObservable<CopyState>({ reached: [], waiting: [] });
  const watched = { ...move, signal: stopped.signal, emit: risingOnly(move.emit) };
  // First: movers that wait for a repository that cannot start are the consequence.
  const noteReady = () => board.update((state) => ({ ...state, repositoryReady: true }));
  watchRepository(watched, noteReady).catch((error: unknown) => board.fail(error));
  for (const role of ['source', 'target'] as const) {
    runMover(watched, role, board).catch((error: unknown) => board.fail(error));
  }
  return {
    until: (look, signal) => board.until(look, signal),
    stop: () => stopped.abort(interruption()),
  };
}
