import type { MoveEvent } from '../../move/model/events.ts';

/** Shows events as they happen. */
export interface EventView {
  /** What is done before the first event. */
  begin(text: string): void;
  event(event: MoveEvent): void;
  /** Leaves the stream ready for lines of others, until the next call. */
  pause(): void;
  /** Leaves the stream ready for the next line. */
  close(): void;
}
