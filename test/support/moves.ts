import type { Clock } from '../../src/base/time/clock.ts';
import { systemClock } from '../../src/base/time/system-clock.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import type { MoveEvent } from '../../src/move/model/events.ts';
import type { Journal, JournalHandle } from '../../src/move/model/journal.ts';
import type { Move } from '../../src/move/model/move.ts';

/** A move that remembers what it said. */
export interface RecordedMove extends Move {
  readonly waits: string[];
  readonly events: MoveEvent[];
}

/** A move on any journal; the clock is the machine's unless another one is given. */
export function moveOf({ rome, milan, journal }: { rome: KubePort; milan: KubePort; journal: JournalHandle }, more: Partial<Move> = {}) {
  const [waits, events]: [string[], MoveEvent[]] = [[], []];
  let counter = 0;
  const move: RecordedMove = {
    consumer: rome,
    provider: async () => milan,
    journal,
    fencingToken: journal.value.epoch,
    clock: systemClock as Clock,
    random: (bytes) => new Uint8Array(bytes).fill((counter += 1)),
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
    waiting: (forWhat) => waits.push(forWhat),
    waits,
    events,
    ...more,
  };
  return move;
}

/** A journal that is nowhere stored; for what is not about storing it. */
export function heldInMemory(journal: Journal): JournalHandle {
  let value = journal;
  return {
    get value() {
      return value;
    },
    update: async (change) => void (value = change(value)),
    remove: async () => undefined,
  };
}
