/** A value that several watchers fill in and that phases wait on; a failure of one watcher ends all waits. */
export interface Observable<T> {
  readonly value: T;
  update(change: (value: T) => T): void;
  fail(error: unknown): void;
  /** The first defined answer of `look` at the value, now or after any later change. */
  until<A>(look: (value: T) => A | undefined, signal: AbortSignal): Promise<A>;
}

export function createObservable<T>(first: T): Observable<T> {
  let value = first;
  let failure: { error: unknown } | undefined;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    get value() {
      return value;
    },
    update(change) {
      value = change(value);
      tell();
    },
    fail(error) {
      failure ??= { error };
      tell();
    },
    async until(look, signal) {
      return new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          listeners.delete(check);
          signal.removeEventListener('abort', check);
          act();
        };
        const check = () => {
          const answer = look(value);
          if (answer !== undefined) settle(() => resolve(answer));
          else if (failure !== undefined) settle(() => reject(failure?.error));
          else if (signal.aborted) settle(() => reject(signal.reason));
        };
        listeners.add(check);
        signal.addEventListener('abort', check);
        check();
      });
    },
  };
}
