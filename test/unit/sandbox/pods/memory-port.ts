import { randomUUID } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import { KubeError } from '../../../../src/kube/errors.ts';
import type { KubeReason } from '../../../../src/kube/errors.ts';
import type { Kind, Meta } from '../../../../src/kube/kinds.ts';
import type { Key, KubePort, Preconditions, RemoveOptions, Scope, WatchEvent } from '../../../../src/kube/port.ts';

interface Stored {
  metadata: Meta;
  spec?: { nodeName?: string };
}

/** A cluster's objects and nothing else: no controllers, no admission, no other users. Enough for a kubelet to stand on. */
export function memoryPort(): KubePort {
  const objects = new Map<string, Stored>();
  const changes = new EventEmitter().setMaxListeners(1000);
  let version = 0;
  const path = (kind: Kind<unknown>, { name, namespace }: Key) => `${kind.plural}/${kind.namespaced ? namespace : ''}/${name}`;
  const fail = (reason: KubeReason, attempt: string): KubeError => new KubeError({ reason, message: reason, attempt });
  const tell = (kind: Kind<unknown>, type: string, object: Stored) => changes.emit('change', { plural: kind.plural, type, object });
  const get = (kind: Kind<unknown>, key: Key): Stored => {
    const found = objects.get(path(kind, key));
    if (found === undefined) throw fail('notFound', path(kind, key));
    return found;
  };
  const put = (kind: Kind<unknown>, type: 'ADDED' | 'MODIFIED', object: Stored): Stored => {
    version += 1;
    object.metadata.resourceVersion = String(version);
    objects.set(path(kind, object.metadata), object);
    tell(kind, type, object);
    return object;
  };
  const drop = (kind: Kind<unknown>, object: Stored) => {
    objects.delete(path(kind, object.metadata));
    version += 1;
    tell(kind, 'DELETED', { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } });
  };
  const matches = (object: Stored, { namespace, fields }: Scope) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (fields === undefined || fields === `spec.nodeName=${object.spec?.nodeName}`);
  const port: Partial<KubePort> = {
    cluster: 'memory',
    read: async <T>(kind: Kind<T>, key: Key) => structuredClone(get(kind, key)) as T,
    find: async <T>(kind: Kind<T>, key: Key) => structuredClone(objects.get(path(kind, key))) as T | undefined,
    list: async <T>(kind: Kind<T>, scope: Scope = {}) => {
      const all = [...objects].filter(([at, object]) => at.startsWith(`${kind.plural}/`) && matches(object, scope));
      return { items: structuredClone(all.map(([, object]) => object)) as T[], resourceVersion: String(version) };
    },
    async *watch<T>(kind: Kind<T>, scope: Scope, since: string, signal: AbortSignal): AsyncIterable<WatchEvent<T>> {
      try {
        for await (const [change] of on(changes, 'change', { signal })) {
          const { plural, type, object } = change as { plural: string; type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: Stored };
          if (plural !== kind.plural || !matches(object, scope) || Number(object.metadata.resourceVersion) <= Number(since)) continue;
          yield { type, object: structuredClone(object) as T };
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    create: async <T>(kind: Kind<T>, object: T) => {
      const { metadata, ...rest } = structuredClone(object) as Stored;
      if (objects.has(path(kind, metadata))) throw fail('alreadyExists', path(kind, metadata));
      return structuredClone(put(kind, 'ADDED', { ...rest, metadata: { ...metadata, uid: randomUUID() } })) as T;
    },
    mergePatch: async <T>(kind: Kind<T>, key: Key, patch: object) => {
      const now = get(kind, key);
      const uid = (patch as Partial<Stored>).metadata?.uid ?? now.metadata.uid;
      if (uid !== now.metadata.uid) throw fail('conflict', path(kind, key));
      return structuredClone(put(kind, 'MODIFIED', merged(structuredClone(now), structuredClone(patch)) as Stored)) as T;
    },
    remove: async <T>(kind: Kind<T>, key: Key, { uid }: Preconditions, options: RemoveOptions = {}) => {
      const now = get(kind, key);
      if (now.metadata.uid !== uid) throw fail('conflict', path(kind, key));
      if (kind.plural !== 'pods' || options.gracePeriodSeconds === 0) return drop(kind, now);
      const deletionGracePeriodSeconds =
        options.gracePeriodSeconds ?? (now.spec as { terminationGracePeriodSeconds?: number }).terminationGracePeriodSeconds ?? 30;
      put(
        kind,
        'MODIFIED',
        merged(now, { metadata: { deletionTimestamp: new Date().toISOString(), deletionGracePeriodSeconds } }) as Stored,
      );
    },
  };
  return port as KubePort;
}

function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = typeof target === 'object' && target !== null ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}
