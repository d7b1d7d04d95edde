import { until } from '../../support/until.ts';
import type { OperatorCall, WriteFate } from '../operator/call.ts';

/** Where the writes of an operator stand still until it is said what becomes of them. */
interface Gate {
  readonly isShut: boolean;
  /** For the operator: resolves with what becomes of that write. */
  readonly write: (call: OperatorCall) => WriteFate | Promise<WriteFate>;
  /** Lets so many writes pass, those that stand here and those that come. */
  open(writes: number): void;
  /** Decides about the first write that stands here; returns that write. */
  decide(fate: WriteFate): OperatorCall;
  /** Resolves when a write stands here, `isOver` answers true, or none has come for a while. */
  settle(isOver: () => boolean): Promise<void>;
}

/** Longer than it takes to see that the lease of somebody else is being renewed. */
const quietMilliseconds = 8000;

export function createGate(): Gate {
  const standing: { readonly call: OperatorCall; readonly goOn: (fate: WriteFate) => void }[] = [];
  let budget = 0;
  let heardAt = performance.now();
  return {
    get isShut() {
      return standing.length > 0;
    },
    write: (call) => {
      heardAt = performance.now();
      if (budget === 0) return new Promise((goOn) => standing.push({ call, goOn }));
      budget -= 1;
      return 'passed';
    },
    open: (writes) => {
      budget += writes;
      for (; budget > 0 && standing.length > 0; budget -= 1) standing.shift()?.goOn('passed');
    },
    decide: (fate) => {
      const first = standing.shift();
      if (first === undefined) throw new Error('no write stands at the gate');
      first.goOn(fate);
      return first.call;
    },
    settle: async (isOver) => {
      heardAt = performance.now();
      const isQuiet = () => performance.now() - heardAt > quietMilliseconds;
      await until(() => standing.length > 0 || isOver() || isQuiet(), { everyMilliseconds: 5, seconds: 600 });
    },
  };
}
