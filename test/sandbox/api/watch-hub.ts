import type { ResourceKind } from './kinds.ts';
import type { ApiObject } from './object.ts';
import { gone } from './status.ts';

/** One stored change. A selector decides per watcher what it means: see selectors.ts. */
export interface Change {
  readonly kind: ResourceKind;
  readonly version: number;
  readonly before: ApiObject | undefined;
  /** Undefined: deleted; `last` is what the DELETED event carries. */
  readonly after: ApiObject | undefined;
  readonly last: ApiObject;
}

export type Listener = (change: Change) => void;

const historyLimit = 10_000;

/** The bounded history of changes, and who listens to it. */
export class WatchHub {
  #history: Change[] = [];
  /** Changes up to this version are forgotten. */
  #forgotten = 0;
  readonly #untold: Change[] = [];
  readonly #listeners = new Set<Listener>();

  publish(change: Change): void {
    this.#history.push(change);
    if (this.#history.length > historyLimit) this.#forgotten = this.#history.shift()?.version ?? this.#forgotten;
    this.#untold.push(change);
    // A listener may write itself: its change waits until everybody has heard of this one.
    if (this.#untold.length > 1) return;
    for (let next = this.#untold[0]; next !== undefined; this.#untold.shift(), next = this.#untold[0]) {
      for (const listener of this.#listeners) listener(next);
    }
  }

  /** Forgets all history: a watch from an older version is answered with 410. */
  forget(version: number): void {
    this.#forgotten = version;
    this.#history = [];
  }

  /** What happened after `version`; throws 410 when that is no longer known. */
  since(version: number): Change[] {
    if (version < this.#forgotten) throw gone(`too old resource version: ${version} (${this.#forgotten + 1})`);
    // From the end: a watch mostly begins where its list has just been.
    return this.#history.slice(this.#history.findLastIndex((change) => change.version <= version) + 1);
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
