import type { MoverResult, SourceDone, TargetDone } from '../../restic/mover-result.ts';
import type { Move } from '../move.ts';
import { type Board, createBoard } from './board.ts';
import { runMover } from './run-mover.ts';

export type Role = 'source' | 'target';

/** What is known of the two movers, from their pods and, as a matter of luck, from their logs. */
export interface CopyState {
  /** Ends whose mover has mounted its volume and reached the repository. */
  readonly reached: readonly Role[];
  readonly snapshot?: { readonly pass: number; readonly snapshot: string; readonly bytes: number; readonly files: number };
  readonly restored?: number;
  readonly verified?: number;
  readonly source?: SourceDone;
  readonly target?: TargetDone;
}

/** The two movers at work. They run all passes between themselves: nobody needs to watch them. */
export interface Copy {
  readonly state: CopyState;
  until<A>(look: (state: CopyState) => A | undefined, signal: AbortSignal): Promise<A>;
  /** Stops watching; the movers go on. */
  stop(): void;
}

/** Starts or finds both movers and watches them until both are done or one has failed for good. */
export function startCopy(move: Move): Copy {
  const stopped = new AbortController();
  const board: Board<CopyState> = createBoard<CopyState>({ reached: [] });
  const watched = { ...move, signal: stopped.signal };
  for (const role of ['source', 'target'] as const) {
    runMover(watched, role, board).catch((error: unknown) => board.fail(error));
  }
  return {
    get state() {
      return board.value;
    },
    until: (look, signal) => board.until(look, signal),
    stop: () => stopped.abort(new Error('no longer watched')),
  };
}

/** A mover's own account of success; undefined where it tells of a failure. */
export function isDone(result: MoverResult): result is SourceDone | TargetDone {
  return !('failure' in result);
}
