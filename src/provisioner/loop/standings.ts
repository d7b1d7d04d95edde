/** How many objects of one reconciler are how. */
export interface StandingCount {
  readonly reconciler: string;
  /** Why they are not as they shall be; undefined for those that are. */
  readonly pending: string | undefined;
  readonly objects: number;
}

/** The last word on every object that was looked at. */
export class Standings {
  readonly #latest = new Map<string, Map<string, string | undefined>>();

  /** `pending` as in {@link StandingCount}. */
  set(reconciler: string, key: string, pending: string | undefined): void {
    const known = this.#latest.get(reconciler) ?? new Map<string, string | undefined>();
    this.#latest.set(reconciler, known.set(key, pending));
  }

  /** For what is gone, or not ours. */
  forget(reconciler: string, key: string): void {
    this.#latest.get(reconciler)?.delete(key);
  }

  count(): StandingCount[] {
    return [...this.#latest].flatMap(([reconciler, known]) => {
      const objects = new Map<string | undefined, number>();
      for (const pending of known.values()) objects.set(pending, (objects.get(pending) ?? 0) + 1);
      return [...objects].map(([pending, number]) => ({ reconciler, pending, objects: number }));
    });
  }
}
