import type { Kind, Meta } from '../../../src/kube/objects/kinds.ts';
import type {
  AccessQuestion,
  JsonPatchOperation,
  Key,
  KubePort,
  List,
  LogOptions,
  Preconditions,
  RemoveOptions,
  Scope,
  WatchEvent,
  WriteOptions,
} from '../../../src/kube/client/port.ts';
import type { Edit } from './api.ts';
import type { Authorizer } from './authorization.ts';
import type { Call, User } from './call.ts';
import { copyJson } from './copy-json.ts';
import type { Gate } from './gate.ts';
import { applyJsonPatch } from './json-patch.ts';
import { apiVersionOf, type ResourceKind } from './kinds.ts';
import { asKubeError } from './local-errors.ts';
import { localWatch } from './local-watch.ts';
import type { Logs } from './logs.ts';
import { applyMergePatch } from './merge-patch.ts';
import type { ApiObject } from './object.ts';
import { sharedCopy } from './shared-copies.ts';
import { ApiError, noSuchPath } from './status.ts';

/** What a port needs of its server. */
export interface LocalServer {
  readonly name: string;
  readonly gate: Gate;
  readonly authorizer: Authorizer;
  readonly logs: Logs;
  readonly kinds: readonly ResourceKind[];
  /** Aborted while the server is stopped. */
  running(): AbortSignal;
  /** Aborted when the watches of now must end. */
  watches(): AbortSignal;
}

type PatchOptions = WriteOptions & { subresource?: string };

/** A {@link KubePort} without sockets: the same authorization, admission and validation as over HTTP. */
export class LocalPort implements KubePort {
  readonly cluster: string;
  readonly #server: LocalServer;
  readonly #user: User;

  constructor(server: LocalServer, user: User) {
    this.cluster = server.name;
    this.#server = server;
    this.#user = user;
  }

  read<T>(kind: Kind<T>, key: Key): Promise<T> {
    return this.#ask(words('read', kind, key), () => this.#server.gate.get(this.#call('get', kind, key)) as T);
  }

  async find<T>(kind: Kind<T>, key: Key): Promise<T | undefined> {
    return await this.read(kind, key).catch((error: unknown) => {
      if (error instanceof Error && 'reason' in error && error.reason === 'notFound') return undefined;
      throw error;
    });
  }

  list<T>(kind: Kind<T>, scope: Scope = {}, keep: (object: T) => T = (object) => object): Promise<List<T>> {
    return this.#run(words('list', kind, scope), () => {
      const { items, resourceVersion } = this.#server.gate.list(this.#call('list', kind, scope), scope);
      return { items: items.map((item) => keep(sharedCopy(item) as T)), resourceVersion };
    });
  }

  watch<T>(kind: Kind<T>, scope: Scope, resourceVersion: string, signal: AbortSignal): AsyncIterable<WatchEvent<T>> {
    return localWatch<T>({
      start: (report) => {
        this.#checkRunning();
        return this.#server.gate.watch(this.#call('watch', kind, scope), { ...scope, from: resourceVersion }, report);
      },
      signal,
      running: this.#server.watches(),
      attempt: `${words('watch', kind, scope)} in ${this.cluster}`,
    });
  }

  create<T>(kind: Kind<T>, object: T, options: WriteOptions = {}): Promise<T> {
    const { metadata } = object as ApiObject;
    const place = metadata.namespace === undefined ? {} : { namespace: metadata.namespace };
    return this.#ask(words('create', kind, metadata), () => {
      return this.#server.gate.create(this.#call('create', kind, place, options), object as ApiObject) as T;
    });
  }

  mergePatch<T>(kind: Kind<T>, key: Key, patch: object, options: PatchOptions = {}): Promise<T> {
    return this.#update('patch', { kind, key, options }, (now) => applyMergePatch(now, patch) as ApiObject);
  }

  jsonPatch<T>(kind: Kind<T>, key: Key, patch: readonly JsonPatchOperation[], options: PatchOptions = {}): Promise<T> {
    return this.#update('patch', { kind, key, options }, (now) => applyJsonPatch(now, patch));
  }

  replace<T>(kind: Kind<T>, key: Key, object: T, options: PatchOptions = {}): Promise<T> {
    return this.#update('update', { kind, key, options }, () => copyJson(object) as ApiObject);
  }

  async remove<T>(kind: Kind<T>, key: Key, preconditions: Preconditions, options: RemoveOptions = {}): Promise<void> {
    const { propagation = 'Background', gracePeriodSeconds } = options;
    await this.#ask(words('delete', kind, key), () => {
      this.#server.gate.remove(this.#call('delete', kind, key, options), {
        preconditions,
        propagationPolicy: propagation,
        gracePeriodSeconds,
      });
    });
  }

  logs(pod: Key, options: LogOptions, signal: AbortSignal): AsyncIterable<string> {
    return this.#server.logs.lines(this.#user, pod, { ...options, signal });
  }

  allows(question: AccessQuestion): Promise<boolean> {
    return this.#ask(`ask about access to ${question.resource}`, () => this.#server.authorizer.allows(this.#user, question));
  }

  whoAmI(): Promise<string> {
    return this.#ask('ask who I am', () => this.#user.name);
  }

  async serves<T>({ apiVersion, plural }: Kind<T>): Promise<boolean> {
    return await this.#ask(
      `discover API resources of ${apiVersion}`,
      () => this.#find(apiVersion, (kind) => kind.plural === plural) !== undefined,
    );
  }

  async findKind(apiVersion: string, name: string): Promise<Kind<{ metadata: Meta }> | undefined> {
    return await this.#ask(`discover API resources of ${apiVersion}`, () => {
      const found = this.#find(apiVersion, (kind) => kind.kind === name);
      return found && { apiVersion, kind: name, plural: found.plural, namespaced: found.namespaced };
    });
  }

  #update<T>(verb: 'patch' | 'update', about: { kind: Kind<T>; key: Key; options: PatchOptions }, edit: Edit): Promise<T> {
    const { kind, key, options } = about;
    return this.#ask(words(verb, kind, key), () => this.#server.gate.update(this.#call(verb, kind, key, options), edit).object as T);
  }

  #call(verb: Call['verb'], kind: Kind<unknown>, key: Partial<Key>, options: PatchOptions = {}): Call {
    const found = this.#find(kind.apiVersion, ({ plural }) => plural === kind.plural);
    if (found === undefined) throw noSuchPath();
    const namespace = found.namespaced ? key.namespace : undefined;
    return {
      user: this.#user,
      verb,
      kind: found,
      namespace,
      name: key.name ?? '',
      dryRun: options.dryRun ?? false,
      subresource: options.subresource,
    };
  }

  #find(apiVersion: string, matches: (kind: ResourceKind) => boolean): ResourceKind | undefined {
    return this.#server.kinds.find((kind) => apiVersionOf(kind) === apiVersion && matches(kind));
  }

  #checkRunning(): void {
    if (this.#server.running().aborted) throw new ApiError(0, 'Unreachable', 'connect ECONNREFUSED: the API server is stopped');
  }

  /** Answers with a copy: nothing that is done to it changes what is stored. */
  async #ask<T>(attempt: string, run: () => T): Promise<T> {
    return await this.#run(attempt, () => copyJson(run()));
  }

  /** Runs one call a turn later, as over a socket, and speaks the errors of the port. */
  async #run<T>(attempt: string, run: () => T): Promise<T> {
    await Promise.resolve();
    try {
      this.#checkRunning();
      return run();
    } catch (error) {
      throw asKubeError(error, `${attempt} in ${this.cluster}`);
    }
  }
}

function words(verb: string, kind: Kind<unknown>, key: Partial<Key>): string {
  const place = key.namespace === undefined ? '' : `${key.namespace}/`;
  return `${verb} ${kind.plural} ${place}${key.name ?? ''}`.trim();
}
