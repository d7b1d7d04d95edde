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
  readonly #objects = new Map<string, Map<string, ApiObject>>();

  get version(): number {
    return this.#version;
  }

  get(kind: ResourceKind, name: string, namespace?: string): ApiObject | undefined {
    return this.#of(kind).get(keyOf(name, namespace));
  }

  /** All objects of the kind in etcd's order: by namespace, then by name. */
  list(kind: ResourceKind, namespace?: string): ApiObject[] {
    const all = [...this.#of(kind)].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, object]) => object);
    return namespace === undefined ? all : all.filter((object) => object.metadata.namespace === namespace);
  }

  add(kind: ResourceKind, object: ApiObject): ApiObject {
    return this.#put(kind, object, undefined);
  }

  replace(kind: ResourceKind, object: ApiObject, before: ApiObject): ApiObject {
    return this.#put(kind, object, before);
  }

  remove(kind: ResourceKind, object: ApiObject): ApiObject {
    const version = ++this.#version;
    this.#of(kind).delete(keyOf(object.metadata.name, object.metadata.namespace));
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.hub.publish({ kind, version, before: object, after: undefined, last });
    return last;
  }

  #put(kind: ResourceKind, object: ApiObject, before: ApiObject | undefined): ApiObject {
    const version = ++this.#version;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.#of(kind).set(keyOf(stored.metadata.name, stored.metadata.namespace), stored);
    this.hub.publish({ kind, version, before, after: stored, last: stored });
    return stored;
  }

  #of(kind: ResourceKind): Map<string, ApiObject> {
    const key = `${kind.group}/${kind.plural}`;
    let objects = this.#objects.get(key);
    if (objects === undefined) this.#objects.set(key, (objects = new Map()));
    return objects;
  }
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
