import type { MoveContext } from '../../../src/move/model/context.ts';
import type { MoveOutcome } from '../../../src/move/model/outcome.ts';
import { formatCall, type WriteFate } from '../operator/call.ts';
import { Operator } from '../operator/operator.ts';
import { createGate } from './gate.ts';
import type { World } from '../world/world.ts';

/** An operator in the middle of a command, which stands still before each of its writes until it is let go on. */
export interface Actor {
  readonly state: 'going' | 'standing' | 'asleep' | 'over';
  /** How its command has ended. */
  readonly ending: Promise<string>;
  /** Lets so many writes pass; resolves when it stands before the next one, is over, or waits for something else. */
  pass(writes: number): Promise<void>;
  /** What becomes of the write before which it stands; resolves with that in words when it has happened. */
  meet(fate: WriteFate): Promise<string>;
  wake(): void;
  /** Lets the write arrive that was on its way when it died; says how it was answered. */
  arrive(): Promise<string>;
}

export function startActor(world: World, command: (context: MoveContext) => Promise<MoveOutcome>, holder: string): Actor {
  const gate = createGate();
  const now = { over: false, asleep: false };
  const operator = new Operator(world, { write: gate.write }, holder);
  const ending = operator.run(command).finally(() => (now.over = true));
  const settled = async () => gate.settle(() => now.over);
  return {
    ending,
    get state() {
      if (now.over) return 'over';
      if (now.asleep) return 'asleep';
      return gate.isShut ? 'standing' : 'going';
    },
    pass: async (writes) => {
      gate.open(writes);
      await settled();
    },
    meet: async (fate) => {
      const call = gate.decide(fate);
      now.asleep = fate === 'paused';
      await (now.asleep ? operator.paused : settled());
      return formatCall(call);
    },
    wake: () => {
      now.asleep = false;
      operator.wake();
    },
    arrive: async () => operator.arrive(),
  };
}
