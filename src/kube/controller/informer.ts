import type { Clock } from '../../base/time/clock.ts';
import { failedWith } from '../client/errors.ts';
import type { KubePort, Scope, WatchEvent } from '../client/port.ts';
import type { Kind, Meta } from '../objects/kinds.ts';
import { backoffDelay } from './backoff.ts';
import { Shelves } from './shelves.ts';

export type Change = 'ADDED' | 'MODIFIED' | 'DELETED';

/** A live copy of what a list would answer; a moment behind the server. */
export interface Informer<T> {
  /** All, or those of a namespace. */
  items(namespace?: string): T[];
  get(name: string, namespace?: string): T | undefined;
}

export interface InformerOptions<T> {
  readonly port: KubePort;
  readonly kind: Kind<T>;
  readonly scope?: Scope;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called after every change of the copy, and with every object again after each list: a handler must bear to hear the same twice. */
  readonly changed?: (object: T, change: Change) => void;
  /**
   * What is kept of an object, and handed to `changed`: of thousands, what is never read fills the memory (client-go's transform). Name, namespace
   * and resourceVersion must be.
   */
  readonly keep?: (object: T) => T;
  /** Called with what a list or a watch failed with; the informer goes on. */
  readonly onTrouble?: (error: unknown) => void;
  /** Lists again after this time, so that what a watch has swallowed does not stay unknown; ten minutes unless given. */
  readonly resyncMilliseconds?: number;
}

interface Named {
  metadata: Meta;
}

const usualResyncMilliseconds = 600_000;

/** Before the next watch when the server has ended one: a stopping server ends each at once, and would never be done with us. */
const endedMilliseconds = 100;

const backoff = { first: 100, longest: 5000 };

/** Lists, then watches until the signal, whatever happens to the server. Throws only what the first list does. */
export async function startInformer<T extends Named>(options: InformerOptions<T>): Promise<Informer<T>> {
  const informer = new ListWatch(options);
  await informer.list();
  void informer.follow();
  return informer;
}

class ListWatch<T extends Named> implements Informer<T> {
  readonly #options: InformerOptions<T>;
  #objects = new Shelves<T>();
  /** Failures since the server has last said anything in a watch. */
  #failures = 0;
  #listedAt = 0;
  /** From here the next watch goes on; undefined where a list must come first. */
  #version: string | undefined;

  constructor(options: InformerOptions<T>) {
    this.#options = options;
  }

  items(namespace?: string): T[] {
    return this.#objects.items(namespace);
  }

  get(name: string, namespace?: string): T | undefined {
    return this.#objects.get(name, namespace);
  }

  async list(): Promise<void> {
    const { port, kind, scope = {}, clock, changed } = this.#options;
    this.#listedAt = clock.elapsed();
    const { items, resourceVersion } = await port.list(kind, scope, (object) => this.#keep(object));
    const [before, now] = [this.#objects, new Shelves<T>()];
    for (const object of items) now.set(object);
    this.#objects = now;
    this.#version = resourceVersion;
    for (const object of now.items()) changed?.(object, before.has(object) ? 'MODIFIED' : 'ADDED');
    for (const object of before.items()) if (!now.has(object)) changed?.(object, 'DELETED');
  }

  async follow(): Promise<void> {
    const { clock, signal } = this.#options;
    while (!signal.aborted) await clock.sleep(await this.#round(), signal).catch(() => undefined);
  }

  /** One watch, with a list before it where one is due; answers how long to wait then. */
  async #round(): Promise<number> {
    const { clock, signal, onTrouble, resyncMilliseconds = usualResyncMilliseconds } = this.#options;
    try {
      if (this.#version === undefined || clock.elapsed() - this.#listedAt >= resyncMilliseconds) await this.list();
      await this.#watch();
      return endedMilliseconds;
    } catch (error) {
      if (!signal.aborted && !failedWith(error, 'gone')) onTrouble?.(error);
      this.#version = undefined;
      this.#failures += 1;
      return backoffDelay(this.#failures, backoff);
    }
  }

  async #watch(): Promise<void> {
    const { port, kind, scope = {}, signal } = this.#options;
    for await (const event of port.watch(kind, scope, this.#version ?? '', signal)) {
      this.#failures = 0;
      this.#take(event);
    }
  }

  #take(event: WatchEvent<T>): void {
    if (event.type === 'BOOKMARK') {
      this.#version = event.resourceVersion;
      return;
    }
    const [type, object] = [event.type, this.#keep(event.object)];
    if (type === 'DELETED') this.#objects.delete(object);
    else this.#objects.set(object);
    this.#version = object.metadata.resourceVersion;
    this.#options.changed?.(object, type);
  }

  /** What has not changed is kept as it is: a list would otherwise fill the memory twice. */
  #keep(object: T): T {
    const { name, namespace, resourceVersion } = object.metadata;
    const standing = this.#objects.get(name, namespace);
    const same = resourceVersion !== undefined && standing?.metadata.resourceVersion === resourceVersion;
    return same ? standing : (this.#options.keep?.(object) ?? object);
  }
}
