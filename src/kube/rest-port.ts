import type { IncomingMessage } from 'node:http';
import { failedWith, KubeError } from './errors.ts';
import { unreachable } from './failures.ts';
import { splitLines } from './lines.ts';
import { listAll } from './list.ts';
import { collectionPath, groupPath, keyWords, objectPath } from './paths.ts';
import type { AccessQuestion, KubePort, WriteOptions } from './port.ts';
import { openCall, sendCall, type Call, type Endpoint } from './transport.ts';
import { followWatch } from './watch.ts';

/** How a port behaves; for tests and slow links. */
export interface PortOptions {
  /** How messages call the cluster. */
  readonly cluster: string;
  /** Longest time for a call that is not a stream, in seconds. */
  readonly timeoutSeconds: number;
  /** After this many seconds the server closes a watch. */
  readonly watchSeconds: number;
}

export const portDefaults = { cluster: 'this cluster', timeoutSeconds: 30, watchSeconds: 240 } as const;

const patchTypes = { merge: 'application/merge-patch+json', json: 'application/json-patch+json' } as const;

/** The cluster port over plain JSON HTTP: what the server sends is what the caller gets, unknown fields included. */
export function createRestPort(endpoint: Endpoint, options: PortOptions): KubePort {
  const limits = { totalMilliseconds: options.timeoutSeconds * 1000 };
  const send = async <R>(call: Omit<Call, 'attempt'>, attempt: string) =>
    (await sendCall(endpoint, { ...call, attempt: `${attempt} in ${options.cluster}` }, limits)) as R;
  const open = (call: Omit<Call, 'attempt'>, attempt: string, more: { signal: AbortSignal; headersMilliseconds?: number }) =>
    openCall(endpoint, { ...call, attempt: `${attempt} in ${options.cluster}` }, more);

  const read: KubePort['read'] = (kind, key) =>
    send({ method: 'GET', path: objectPath(kind, key) }, `read ${kind.plural} ${keyWords(kind, key)}`);

  return {
    cluster: options.cluster,
    read,
    find: (kind, key) => absentIsUndefined(read(kind, key)),
    list: (kind, scope = {}) => listAll(kind, scope, (call) => send(call, `list ${kind.plural}${within(scope.namespace)}`)),
    watch: (kind, scope, resourceVersion, signal) => {
      const attempt = `watch ${kind.plural}${within(scope.namespace)}`;
      return followWatch({ kind, scope, resourceVersion, signal, seconds: options.watchSeconds, attempt: `${attempt} in ${options.cluster}` }, endpoint);
    },
    create: (kind, object, write) => {
      const { name, generateName, namespace } = (object as { metadata: { name?: string; generateName?: string; namespace?: string } }).metadata;
      const words = keyWords(kind, { name: name ?? `${generateName}*`, ...(namespace === undefined ? {} : { namespace }) });
      return send({ method: 'POST', path: collectionPath(kind, namespace), query: writeQuery(write), body: object }, `create ${kind.plural} ${words}`);
    },
    mergePatch: (kind, key, patch, write) => {
      const path = objectPath(kind, key, write?.subresource);
      return send({ method: 'PATCH', path, query: writeQuery(write), body: patch, contentType: patchTypes.merge }, `patch ${kind.plural} ${keyWords(kind, key)}`);
    },
    jsonPatch: (kind, key, patch, write) => {
      const path = objectPath(kind, key);
      return send({ method: 'PATCH', path, query: writeQuery(write), body: patch, contentType: patchTypes.json }, `patch ${kind.plural} ${keyWords(kind, key)}`);
    },
    replace: (kind, key, object, write) =>
      send({ method: 'PUT', path: objectPath(kind, key), query: writeQuery(write), body: object }, `replace ${kind.plural} ${keyWords(kind, key)}`),
    remove: async (kind, key, { uid, resourceVersion }, remove = {}) => {
      const body = {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions: { uid, resourceVersion },
        propagationPolicy: remove.propagation ?? 'Background',
        // A delete with a body ignores its query: a dry run asked for only there would delete.
        ...(remove.dryRun === true ? { dryRun: ['All'] } : {}),
      };
      await send({ method: 'DELETE', path: objectPath(kind, key), query: writeQuery(remove), body }, `delete ${kind.plural} ${keyWords(kind, key)}`);
    },
    logs: (pod, log, signal) => {
      const query = new URLSearchParams({ container: log.container });
      if (log.follow === true) query.set('follow', 'true');
      if (log.tailLines !== undefined) query.set('tailLines', String(log.tailLines));
      const path = objectPath({ apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }, pod, 'log');
      const attempt = `read the log of ${pod.namespace}/${pod.name} (${log.container})`;
      // With follow, the headers may come with the first line only, hours later.
      const headers = log.follow === true ? {} : { headersMilliseconds: limits.totalMilliseconds };
      return readLines(() => open({ method: 'GET', path, query }, attempt, { signal, ...headers }), endpoint, `${attempt} in ${options.cluster}`);
    },
    allows: async (question) => {
      const review = await send<{ status?: { allowed?: boolean } }>(accessReview(question), `ask for leave to ${question.verb} ${question.resource}`);
      return review.status?.allowed === true;
    },
    whoAmI: async () => {
      const call = { method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', body: selfReview } as const;
      const review = await send<{ status?: { userInfo?: { username?: string } } }>(call, 'ask for our own name');
      return review.status?.userInfo?.username ?? '';
    },
    serves: async (kind) => {
      const call = { method: 'GET', path: groupPath(kind.apiVersion) } as const;
      const found = await absentIsUndefined(send<{ resources?: { name: string }[] }>(call, `look for ${kind.plural}`));
      return found?.resources?.some((resource) => resource.name === kind.plural) ?? false;
    },
  };
}

const selfReview = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' } as const;

function accessReview(question: AccessQuestion): Omit<Call, 'attempt'> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: question } };
  return { method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body };
}

async function absentIsUndefined<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (failedWith(error, 'notFound')) return undefined;
    throw error;
  }
}

async function* readLines(open: () => Promise<IncomingMessage>, endpoint: Endpoint, attempt: string): AsyncIterable<string> {
  const response = await open();
  try {
    yield* splitLines(response);
  } catch (error) {
    throw error instanceof KubeError ? error : unreachable(endpoint.server, attempt, error);
  } finally {
    response.destroy();
  }
}

function writeQuery(options: WriteOptions | undefined): URLSearchParams {
  return options?.dryRun === true ? new URLSearchParams({ dryRun: 'All' }) : new URLSearchParams();
}

function within(namespace: string | undefined): string {
  return namespace === undefined ? '' : ` of ${namespace}`;
}
