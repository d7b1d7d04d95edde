import { randomUUID } from 'node:crypto';
import { timestamp } from '../../support/timestamp.ts';
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
  readonly #shelves = new Map<ResourceKind, Shelf>();

  get version(): number {
    return this.#version;
  }

  get(kind: ResourceKind, name: string, namespace?: string): ApiObject | undefined {
    return this.#of(kind).objects.get(keyOf(name, namespace));
  }

  /** All objects of the kind in etcd's order: by namespace, then by name. */
  list(kind: ResourceKind, namespace?: string): ApiObject[] {
    const { ordered, keys } = this.#of(kind);
    // '0' follows '/': no key of another namespace lies between them.
    return namespace === undefined ? [...ordered] : ordered.slice(placeIn(keys, `${namespace}/`), placeIn(keys, `${namespace}0`));
  }

  /** The version at which an object of the kind was written last. */
  lastChange(kind: ResourceKind): number {
    return this.#of(kind).version;
  }

  add(kind: ResourceKind, object: ApiObject): ApiObject {
    return this.#put(kind, object, undefined);
  }

  replace(kind: ResourceKind, object: ApiObject, before: ApiObject): ApiObject {
    return this.#put(kind, object, before);
  }

  remove(kind: ResourceKind, object: ApiObject): ApiObject {
    const version = ++this.#version;
    const shelf = this.#of(kind);
    shelf.version = version;
    takeFrom(shelf, keyOf(object.metadata.name, object.metadata.namespace));
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.hub.publish({ kind, version, before: object, after: undefined, last });
    return last;
  }

  #put(kind: ResourceKind, object: ApiObject, before: ApiObject | undefined): ApiObject {
    const version = ++this.#version;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    const shelf = this.#of(kind);
    shelf.version = version;
    putInto(shelf, keyOf(stored.metadata.name, stored.metadata.namespace), stored);
    this.hub.publish({ kind, version, before, after: stored, last: stored });
    return stored;
  }

  #of(kind: ResourceKind): Shelf {
    const known = this.#shelves.get(kind);
    if (known !== undefined) return known;
    const shelf: Shelf = { version: 0, objects: new Map(), keys: [], ordered: [] };
    this.#shelves.set(kind, shelf);
    return shelf;
  }
}

/** The objects of one kind. Keys and objects are kept in order: to sort them for every list takes too long where there are thousands. */
interface Shelf {
  /** Of its last change. */
  version: number;
  readonly objects: Map<string, ApiObject>;
  readonly keys: string[];
  /** Each at the place of its key. */
  readonly ordered: ApiObject[];
}

function putInto({ objects, keys, ordered }: Shelf, key: string, object: ApiObject): void {
  const place = placeIn(keys, key);
  const replaced = objects.has(key) ? 1 : 0;
  keys.splice(place, replaced, key);
  ordered.splice(place, replaced, object);
  objects.set(key, object);
}

function takeFrom({ objects, keys, ordered }: Shelf, key: string): void {
  if (!objects.delete(key)) return;
  const place = placeIn(keys, key);
  keys.splice(place, 1);
  ordered.splice(place, 1);
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
export function asBorn(object: ApiObject, at: Date): ApiObject {
  return { ...object, metadata: { ...object.metadata, uid: randomUUID(), creationTimestamp: timestamp(at), generation: 1 } };
}
