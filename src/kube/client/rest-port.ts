import { failedWith } from './errors.ts';
import type { Kind, Meta } from '../objects/kinds.ts';
import { listAll, type Page } from './list.ts';
import { followLog } from './log.ts';
import { collectionPath, groupPath, keyWords, objectPath, scopeText } from './paths.ts';
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
} from './port.ts';
import { type Call, type Endpoint, sendCall } from './transport.ts';
import { followWatch } from './watch.ts';

/** How a port behaves. */
export interface PortOptions {
  /** How messages call the cluster. */
  readonly cluster: string;
  /** Longest time for a call that is not a stream, in seconds. */
  readonly timeoutSeconds: number;
  /** After this many seconds the server closes a watch. */
  readonly watchSeconds: number;
}

export const portDefaults: PortOptions = { cluster: 'this cluster', timeoutSeconds: 30, watchSeconds: 240 };

type Request = Omit<Call, 'attempt'>;

/** The cluster port over plain JSON HTTP: what the server sends is what the caller gets, unknown fields included. */
export class RestPort implements KubePort {
  readonly cluster: string;
  readonly #endpoint: Endpoint;
  readonly #options: PortOptions;

  constructor(endpoint: Endpoint, options: PortOptions = portDefaults) {
    this.cluster = options.cluster;
    this.#endpoint = endpoint;
    this.#options = options;
  }

  read<T>(kind: Kind<T>, key: Key): Promise<T> {
    return this.#send<T>(`read ${objectWords(kind, key)}`, () => ({ method: 'GET', path: objectPath(kind, key) }));
  }

  find<T>(kind: Kind<T>, key: Key): Promise<T | undefined> {
    return absentIsUndefined(this.read(kind, key));
  }

  list<T>(kind: Kind<T>, scope: Scope = {}, keep: (object: T) => T = (object) => object): Promise<List<T>> {
    const get = (call: Request) => this.#send<Page>(`list ${kind.plural}${scopeText(scope)}`, () => call);
    return listAll({ kind, scope, keep }, get);
  }

  watch<T>(kind: Kind<T>, scope: Scope, resourceVersion: string, signal: AbortSignal): AsyncIterable<WatchEvent<T>> {
    const attempt = this.#words(`watch ${kind.plural}${scopeText(scope)}`);
    return followWatch({ kind, scope, resourceVersion, signal, seconds: this.#options.watchSeconds, attempt }, this.#endpoint);
  }

  create<T>(kind: Kind<T>, object: T, options: WriteOptions = {}): Promise<T> {
    const { name, generateName, namespace } = (object as { metadata: Partial<Key> & { generateName?: string } }).metadata;
    const words = `create ${kind.plural} ${namespace === undefined ? '' : `${namespace}/`}${name ?? `${generateName}*`}`;
    return this.#send<T>(words, () => ({
      method: 'POST',
      path: collectionPath(kind, namespace),
      query: writeQuery(options),
      body: object,
    }));
  }

  mergePatch<T>(kind: Kind<T>, key: Key, patch: object, options: WriteOptions & { subresource?: string } = {}): Promise<T> {
    const part = options.subresource === undefined ? '' : `/${options.subresource}`;
    return this.#send<T>(`patch ${objectWords(kind, key)}${part}`, () => ({
      method: 'PATCH',
      path: objectPath(kind, key, options.subresource),
      query: writeQuery(options),
      body: patch,
      contentType: 'application/merge-patch+json',
    }));
  }

  jsonPatch<T>(kind: Kind<T>, key: Key, patch: readonly JsonPatchOperation[], options: WriteOptions = {}): Promise<T> {
    return this.#send<T>(`patch ${objectWords(kind, key)}`, () => ({
      method: 'PATCH',
      path: objectPath(kind, key),
      query: writeQuery(options),
      body: patch,
      contentType: 'application/json-patch+json',
    }));
  }

  replace<T>(kind: Kind<T>, key: Key, object: T, options: WriteOptions = {}): Promise<T> {
    return this.#send<T>(`replace ${objectWords(kind, key)}`, () => ({
      method: 'PUT',
      path: objectPath(kind, key),
      query: writeQuery(options),
      body: object,
    }));
  }

  async remove<T>(kind: Kind<T>, key: Key, preconditions: Preconditions, options: RemoveOptions = {}): Promise<void> {
    await this.#send(`delete ${objectWords(kind, key)}`, () => ({
      method: 'DELETE',
      path: objectPath(kind, key),
      query: writeQuery(options),
      body: deleteOptions(preconditions, options),
    }));
  }

  logs(pod: Key, options: LogOptions, signal: AbortSignal): AsyncIterable<string> {
    const attempt = this.#words(`read the log of ${pod.namespace}/${pod.name} (${options.container})`);
    const limits = { signal, headersMilliseconds: this.#options.timeoutSeconds * 1000 };
    return followLog({ pod, options, attempt }, this.#endpoint, limits);
  }

  async allows(question: AccessQuestion): Promise<boolean> {
    const review = await this.#send<{ status?: { allowed?: boolean } }>(`ask for leave to ${question.verb} ${question.resource}`, () => ({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: question } },
    }));
    return review.status?.allowed === true;
  }

  async whoAmI(): Promise<string> {
    const review = await this.#send<{ status?: { userInfo?: { username?: string } } }>('ask for our own name', () => ({
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    }));
    return review.status?.userInfo?.username ?? '';
  }

  async serves<T>(kind: Kind<T>): Promise<boolean> {
    return (await this.#resources(kind.apiVersion)).some(({ name }) => name === kind.plural);
  }

  async findKind(apiVersion: string, kind: string): Promise<Kind<{ metadata: Meta }> | undefined> {
    // Subresources are listed with the kind of their parent.
    const found = (await this.#resources(apiVersion)).find((resource) => resource.kind === kind && !resource.name.includes('/'));
    return found && { apiVersion, kind, plural: found.name, namespaced: found.namespaced };
  }

  async #resources(apiVersion: string): Promise<readonly { name: string; kind: string; namespaced: boolean }[]> {
    const found = this.#send<{ resources?: { name: string; kind: string; namespaced: boolean }[] }>(
      `discover API resources of ${apiVersion}`,
      () => ({
        method: 'GET',
        path: groupPath(apiVersion),
      }),
    );
    return (await absentIsUndefined(found))?.resources ?? [];
  }

  /** The request comes as a function so that a name no path can hold becomes a rejection, never a throw. */
  async #send<R>(words: string, request: () => Request): Promise<R> {
    const limits = { totalMilliseconds: this.#options.timeoutSeconds * 1000 };
    return (await sendCall(this.#endpoint, { ...request(), attempt: this.#words(words) }, limits)) as R;
  }

  #words(attempt: string): string {
    return `${attempt} in ${this.cluster}`;
  }
}

function objectWords<T>(kind: Kind<T>, key: Key): string {
  return `${kind.plural} ${keyWords(kind, key)}`;
}

function writeQuery(options: WriteOptions): URLSearchParams {
  return new URLSearchParams(options.dryRun === true ? { dryRun: 'All' } : {});
}

/** All of it in the body: a delete with a body ignores its query, so a dry run asked for only there would delete. */
function deleteOptions({ uid, resourceVersion }: Preconditions, options: RemoveOptions): object {
  return {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    preconditions: { uid, resourceVersion },
    propagationPolicy: options.propagation ?? 'Background',
    ...(options.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: options.gracePeriodSeconds }),
    ...(options.dryRun === true ? { dryRun: ['All'] } : {}),
  };
}

async function absentIsUndefined<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (failedWith(error, 'notFound')) return undefined;
    throw error;
  }
}
