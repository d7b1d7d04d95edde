import type { Regarded } from '../../kube/controller/event-recorder.ts';
import type { Answer } from './answer.ts';

/** Brings the objects of one kind into their wanted state, one key at a time. */
export interface Reconciler {
  /** Unique; keys are handed to `enqueue` under it, logs and metrics show it. */
  readonly name: string;
  /** Looks at the object and does what is due; safe to repeat. Never called twice at the same time with the same key. */
  reconcile(key: string): Promise<Answer>;
  /** The object that events are written on; undefined once it is gone, which also ends its being counted. */
  about(key: string): Regarded | undefined;
}
