import type { Kind } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { systemClock } from '../../../src/base/time/system-clock.ts';
import { type Change, type Informer, startInformer } from '../../../src/kube/controller/informer.ts';
import type { Stored } from './objects.ts';

export type Listener = (kind: Kind<Stored>, object: Stored, change: Change) => void;

export interface Caches {
  /** What the cache knows of a kind; nothing before {@link Caches.start}. */
  of<T extends Stored>(kind: Kind<T>): Informer<T>;
  /** Begins to watch those of the kinds that are served, each once, then tells of every object and from then on of every change. */
  start(kinds: readonly Kind<Stored>[], listener: Listener, signal: AbortSignal): Promise<void>;
}

const nothing: Informer<never> = { items: () => [], get: () => undefined };

/** One watch per kind for all controllers of a cluster. */
export function cachesOf(port: KubePort): Caches {
  const informers = new Map<string, { kind: Kind<Stored>; informer: Informer<Stored> }>();
  return {
    of: <T extends Stored>(kind: Kind<T>) => (informers.get(idOf(kind))?.informer ?? nothing) as Informer<T>,
    start: async (kinds, listener, signal) => {
      let complete = false;
      const distinct = new Map(kinds.map((kind) => [idOf(kind), kind]));
      const watch = async ([id, kind]: [string, Kind<Stored>]) => {
        if (!(await port.serves(kind))) return;
        // Until all kinds are known a listener would look into caches that are still empty.
        const changed = (object: Stored, change: Change) => complete && listener(kind, object, change);
        informers.set(id, { kind, informer: await startInformer({ port, kind, changed, clock: systemClock, signal }) });
      };
      await Promise.all([...distinct].map(watch));
      complete = true;
      for (const { kind, informer } of informers.values()) informer.items().forEach((object) => listener(kind, object, 'ADDED'));
    },
  };
}

export function idOf({ apiVersion, plural }: Kind<Stored>): string {
  return `${apiVersion}/${plural}`;
}
