import { failedWith } from '../src/kube/client/errors.ts';
import type { Kind, Meta } from '../src/kube/objects/kinds.ts';
import type { KubePort, Scope } from '../src/kube/client/port.ts';

interface Named {
  metadata: Meta;
}

/** A live copy of what a list would answer; a moment behind the server, as every informer is. */
export interface Informer<T> {
  items(): T[];
  get(name: string, namespace?: string): T | undefined;
}

export interface Watched<T> {
  readonly port: KubePort;
  readonly kind: Kind<T>;
  readonly scope?: Scope;
  /** Called after every change of the copy. */
  readonly changed?: (object: T, type: 'ADDED' | 'MODIFIED' | 'DELETED') => void;
}

/** Lists, then watches until `signal`. Survives a stopped server. */
export async function startInformer<T extends Named>(watched: Watched<T>, signal: AbortSignal): Promise<Informer<T>> {
  const cache = new Map<string, T>();
  const first = await relist(watched, cache);
  void follow(watched, cache, { from: first, signal });
  return {
    items: () => [...cache.values()],
    get: (name, namespace) => cache.get(`${namespace ?? ''}/${name}`),
  };
}

type Cache<T> = Map<string, T>;

async function relist<T extends Named>({ port, kind, scope = {}, changed }: Watched<T>, cache: Cache<T>): Promise<string> {
  const list = await port.list(kind, scope);
  const gone = new Map(cache);
  for (const object of list.items) {
    gone.delete(keyOf(object));
    cache.set(keyOf(object), object);
    changed?.(object, 'MODIFIED');
  }
  for (const [name, object] of gone) {
    cache.delete(name);
    changed?.(object, 'DELETED');
  }
  return list.resourceVersion;
}

async function follow<T extends Named>(
  watched: Watched<T>,
  cache: Cache<T>,
  { from, signal }: { from: string; signal: AbortSignal },
): Promise<void> {
  for (let version: string | undefined = from; !signal.aborted;) {
    try {
      version = await followOnce(watched, cache, { from: version ?? (await relist(watched, cache)), signal });
      // A stopping server ends one watch after the other at once: without a break this would never let it finish.
      await pause(20, signal);
    } catch (error) {
      if (!signal.aborted && !failedWith(error, 'gone')) await pause(100, signal);
      version = undefined;
    }
  }
}

/** Follows one watch to its end; returns the version from which the next one goes on. */
async function followOnce<T extends Named>(
  { port, kind, scope = {}, changed }: Watched<T>,
  cache: Cache<T>,
  { from, signal }: { from: string; signal: AbortSignal },
): Promise<string | undefined> {
  let version: string | undefined = from;
  for await (const event of port.watch(kind, scope, from, signal)) {
    if (event.type === 'BOOKMARK') {
      version = event.resourceVersion;
      continue;
    }
    version = event.object.metadata.resourceVersion;
    if (event.type === 'DELETED') cache.delete(keyOf(event.object));
    else cache.set(keyOf(event.object), event.object);
    changed?.(event.object, event.type);
  }
  return version;
}

function keyOf({ metadata: { namespace = '', name } }: Named): string {
  return `${namespace}/${name}`;
}

/** A level-based loop: `poke` asks for one more round, rounds never overlap, a failed round is repeated. */
export function startLoop(
  round: () => Promise<void>,
  signal: AbortSignal,
  failed: (error: unknown) => void = () => undefined,
): { poke: () => void; stopped: Promise<void> } {
  let wanted = true;
  let wake: () => void = () => undefined;
  const poke = () => {
    wanted = true;
    wake();
  };
  const run = async () => {
    signal.addEventListener('abort', () => wake(), { once: true });
    while (!signal.aborted) {
      if (!wanted) await new Promise<void>((resolve) => (wake = resolve));
      if (signal.aborted) return;
      wanted = false;
      try {
        await round();
      } catch (error) {
        if (signal.aborted) return;
        failed(error);
        wanted = true;
        await pause(100, signal);
      }
    }
  };
  return { poke, stopped: run() };
}

/** Lets time pass, less of it when the signal comes. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}
