import { randomUUID } from 'node:crypto';
import type { ResourceKind } from './kinds.ts';
import type { ApiObject } from './object.ts';
import { WatchHub } from './watch-hub.ts';

/**
 * Objects by kind, under one counter of versions. Stored objects are never changed in place: a write puts a new one,
 * and one that is handed to foreign code is copied first.
 */
export class Store {
  readonly hub = new WatchHub();
  #version = 1;
  readonly #shelves = new Map<string, Shelf>();

  get version(): number {
    return this.#version;
  }

  get(kind: ResourceKind, name: string, namespace?: string): ApiObject | undefined {
    return this.#of(kind).objects.get(keyOf(name, namespace));
  }

  /** All objects of the kind in etcd's order: by namespace, then by name. */
  list(kind: ResourceKind, namespace?: string): ApiObject[] {
    const { objects, keys } = this.#of(kind);
    // '0' follows '/': no key of another namespace lies between them.
    const wanted = namespace === undefined ? keys : keys.slice(placeIn(keys, `${namespace}/`), placeIn(keys, `${namespace}0`));
    return wanted.map((key) => objects.get(key) as ApiObject);
  }

  add(kind: ResourceKind, object: ApiObject): ApiObject {
    return this.#put(kind, object, undefined);
  }

  replace(kind: ResourceKind, object: ApiObject, before: ApiObject): ApiObject {
    return this.#put(kind, object, before);
  }

  remove(kind: ResourceKind, object: ApiObject): ApiObject {
    const version = ++this.#version;
    const { objects, keys } = this.#of(kind);
    const key = keyOf(object.metadata.name, object.metadata.namespace);
    if (objects.delete(key)) keys.splice(placeIn(keys, key), 1);
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.hub.publish({ kind, version, before: object, after: undefined, last });
    return last;
  }

  #put(kind: ResourceKind, object: ApiObject, before: ApiObject | undefined): ApiObject {
    const version = ++this.#version;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    const { objects, keys } = this.#of(kind);
    const key = keyOf(stored.metadata.name, stored.metadata.namespace);
    if (!objects.has(key)) keys.splice(placeIn(keys, key), 0, key);
    objects.set(key, stored);
    this.hub.publish({ kind, version, before, after: stored, last: stored });
    return stored;
  }

  #of(kind: ResourceKind): Shelf {
    const name = `${kind.group}/${kind.plural}`;
    const known = this.#shelves.get(name) ?? { objects: new Map(), keys: [] };
    this.#shelves.set(name, known);
    return known;
  }
}

/** The objects of one kind. The keys are kept in order: to sort them for every list takes too long where there are thousands. */
interface Shelf {
  readonly objects: Map<string, ApiObject>;
  readonly keys: string[];
}

/** Where the key is among sorted keys, or would be. */
function placeIn(keys: readonly string[], key: string): number {
  let [from, to] = [0, keys.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((keys[middle] ?? '') < key) from = middle + 1;
    else to = middle;
  }
  return from;
}

function keyOf(name: string, namespace = ''): string {
  return `${namespace}/${name}`;
}

/** A new object with what the server gives it before anybody sees it. */
export function asBorn(object: ApiObject): ApiObject {
  return { ...object, metadata: { ...object.metadata, uid: randomUUID(), creationTimestamp: timestamp(), generation: 1 } };
}

/** Now, to the second, as Kubernetes writes times. */
export function timestamp(milliseconds = Date.now()): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
