import type { Kind, Meta } from '../../src/kube/objects/kinds.ts';
import type { KubePort, Scope } from '../../src/kube/client/port.ts';
import { systemClock } from '../../src/base/time/system-clock.ts';
import { type Change, type Informer, startInformer } from '../../src/kube/controller/informer.ts';
import type { Lifetime } from './lifetime.ts';

export interface Named {
  metadata: Meta;
}

export type Listener<T> = (object: T, change: Change) => void;

/** A live copy of a collection with any number of listeners. */
export interface Watched<T> extends Informer<T> {
  listen(listener: Listener<T>, signal: AbortSignal): void;
}

/** Follows a collection; resolves once the copy is complete, however long the server or the rights for it take to come. */
export async function watchAll<T extends Named>(port: KubePort, kind: Kind<T>, scope: Scope, lifetime: Lifetime): Promise<Watched<T>> {
  const listeners = new Set<Listener<T>>();
  const changed: Listener<T> = (object, change) => {
    if (lifetime.signal.aborted) return;
    for (const listener of listeners) listener(object, change);
  };
  const { signal } = lifetime;
  const informer = await retried(() => startInformer({ port, kind, scope, changed, clock: systemClock, signal }), signal);
  return {
    items: () => informer.items(),
    get: (name, namespace) => informer.get(name, namespace),
    listen: (listener, signal) => {
      listeners.add(listener);
      signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
    },
  };
}

/** Repeats until it succeeds or the signal ends it. */
export async function retried<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (signal.aborted) throw error;
      await systemClock.sleep(100, signal).catch(() => undefined);
    }
  }
}
