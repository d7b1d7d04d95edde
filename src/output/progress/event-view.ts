import type { MoveEvent } from '../../move/model/events.ts';

/** Shows events as they happen. */
export interface EventView {
  event(event: MoveEvent): void;
  /** Leaves the stream ready for the next line. */
  close(): void;
}
