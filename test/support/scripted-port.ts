import { KubeError, type KubeReason } from '../../src/kube/client/errors.ts';
import type { KubePort, WatchEvent } from '../../src/kube/client/port.ts';

/** A port of which only the given methods may be called. */
export function portOf(methods: Partial<Record<keyof KubePort, unknown>>): KubePort {
  const refuse = (name: string) => () => {
    throw new Error(`${name} was not expected`);
  };
  return new Proxy({ cluster: 'this cluster', ...methods } as KubePort, {
    get: (target, name: string) => {
      // What an async function returns is asked whether it is a promise.
      if (name === 'then') return undefined;
      return name in target ? Reflect.get(target, name) : refuse(name);
    },
  });
}

export function failure(reason: KubeReason, more: { retryAfter?: number } = {}): KubeError {
  return new KubeError({ reason, message: reason, attempt: 'try', ...more });
}

/** A watch that says these events and then stays open until it is aborted. */
export async function* openWatch<T>(signal: AbortSignal, ...events: WatchEvent<T>[]): AsyncIterable<WatchEvent<T>> {
  yield* events;
  await new Promise<void>((_resolve, reject) => {
    if (signal.aborted) reject(failure('aborted'));
    signal.addEventListener('abort', () => reject(failure('aborted')), { once: true });
  });
}
