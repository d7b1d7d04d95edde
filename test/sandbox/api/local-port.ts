import type { ResourceKind } from './kinds.ts';
import { apiVersionOf } from './kinds.ts';
import type { Call, User } from './call.ts';
import type { Gate } from './gate.ts';
import { applyJsonPatch } from './json-patch.ts';
import { localWatch } from './local-watch.ts';
import { asKubeError } from './local-errors.ts';
import { applyMergePatch } from './merge-patch.ts';
import type { ApiObject } from './object.ts';
import { ApiError, noSuchPath } from './status.ts';
import type { Key, KubePort, List, LogOptions, Scope, WriteOptions } from '../../../src/kube/port.ts';
import type { Kind } from '../../../src/kube/kinds.ts';
import type { Access } from './authorization.ts';

/** What a port needs of its server. */
export interface LocalServer {
  readonly name: string;
  readonly gate: Gate;
  /** Aborted while the server is stopped. */
  running(): AbortSignal;
  /** Aborted when the watches of now must end. */
  watches(): AbortSignal;
  kindOf(apiVersion: string, plural: string): ResourceKind | undefined;
  allows(user: User, access: Access): boolean;
  logLines(user: User, pod: Key, options: LogOptions & { signal: AbortSignal }): AsyncIterable<string>;
}

/** A {@link KubePort} without sockets: the same authorization, admission and validation as over HTTP. */
export function localPort(server: LocalServer, user: User): KubePort {
  const callOf = (verb: Call['verb'], kind: Kind<unknown>, key: Partial<Key>, options: WriteOptions & { subresource?: string } = {}): Call => {
    if (server.running().aborted) throw new ApiError(0, 'Unreachable', 'connect ECONNREFUSED: the API server is stopped');
    const found = server.kindOf(kind.apiVersion, kind.plural);
    if (found === undefined) throw noSuchPath();
    const { name = '', namespace } = key;
    return { user, verb, kind: found, namespace: found.namespaced ? namespace : undefined, name, dryRun: options.dryRun ?? false, subresource: options.subresource };
  };
  /** Runs one call after a turn of the event loop, as a call over a socket would, and speaks the errors of the port. */
  const ask = async <T>(attempt: string, run: () => T): Promise<T> => {
    await Promise.resolve();
    try {
      return structuredClone(run());
    } catch (error) {
      throw asKubeError(error, `${attempt} in ${server.name}`);
    }
  };
  const words = (verb: string, kind: Kind<unknown>, key: Partial<Key>) =>
    `${verb} ${kind.plural} ${key.namespace === undefined ? '' : `${key.namespace}/`}${key.name ?? ''}`.trim();
  const read = <T>(kind: Kind<T>, key: Key): Promise<T> =>
    ask(words('read', kind, key), () => server.gate.get(callOf('get', kind, key)) as T);
  const edit = <T>(kind: Kind<T>, key: Key, change: (current: ApiObject) => unknown, options?: WriteOptions & { subresource?: string }) =>
    ask(words('patch', kind, key), () => server.gate.update(callOf('patch', kind, key, options), (now) => change(now) as ApiObject).object as T);

  return {
    cluster: server.name,
    read,
    find: (kind, key) => read(kind, key).catch(undefinedWhenAbsent),
    list: <T>(kind: Kind<T>, scope: Scope = {}): Promise<List<T>> =>
      ask(words('list', kind, scope), () => {
        const { items, resourceVersion } = server.gate.list(callOf('list', kind, scope), scope);
        return { items: items as T[], resourceVersion };
      }),
    watch: (kind, scope, resourceVersion, signal) =>
      localWatch({
        start: (report) => server.gate.watch(callOf('watch', kind, scope), { ...scope, from: resourceVersion }, report),
        signal,
        running: server.watches(),
        attempt: `${words('watch', kind, scope)} in ${server.name}`,
      }),
    create: <T>(kind: Kind<T>, object: T, options?: WriteOptions) => {
      const body = object as ApiObject;
      return ask(words('create', kind, body.metadata), () => server.gate.create(callOf('create', kind, { ...body.metadata, name: '' }, options), body) as T);
    },
    mergePatch: (kind, key, patch, options) => edit(kind, key, (now) => applyMergePatch(now, patch), options),
    jsonPatch: (kind, key, patch, options) => edit(kind, key, (now) => applyJsonPatch(now, patch), options),
    replace: <T>(kind: Kind<T>, key: Key, object: T, options?: WriteOptions) =>
      ask(words('replace', kind, key), () => server.gate.update(callOf('update', kind, key, options), () => structuredClone(object) as ApiObject).object as T),
    remove: (kind, key, preconditions, options = {}) =>
      ask(words('delete', kind, key), () => {
        const { propagation = 'Background', gracePeriodSeconds } = options;
        server.gate.remove(callOf('delete', kind, key, options), { preconditions, propagationPolicy: propagation, gracePeriodSeconds });
      }),
    logs: (pod, options, signal) => server.logLines(user, pod, { ...options, signal }),
    allows: (question) => ask(`review access to ${question.resource}`, () => server.allows(user, question)),
    whoAmI: () => ask('review who I am', () => user.name),
    serves: (kind) =>
      ask(words('discover', kind, {}), () => {
        const found = server.kindOf(kind.apiVersion, kind.plural);
        return found !== undefined && apiVersionOf(found) === kind.apiVersion;
      }),
  };
}

function undefinedWhenAbsent(error: unknown): undefined {
  if (error instanceof Error && 'reason' in error && error.reason === 'notFound') return undefined;
  throw error;
}
