import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import type { Key, LogOptions } from '../../../src/kube/client/port.ts';
import type { Node, Pod } from '../../../src/kube/objects/kinds.ts';
import type { Call, User } from './call.ts';
import type { Gate } from './gate.ts';
import { kindNamed } from './kinds.ts';
import { asKubeError } from './local-errors.ts';
import type { ApiObject } from './object.ts';
import { ApiError, badRequest } from './status.ts';
import type { Store } from './store.ts';

const pods = kindNamed('pods');
const nodes = kindNamed('nodes');

/** The ways to the kubelet of a pod's node: container logs, and commands in containers. */
export class Logs {
  readonly #gate: Gate;
  readonly #store: Store;

  constructor(gate: Gate, store: Store) {
    this.#gate = gate;
    this.#store = store;
  }

  /** The kubelet's answer; undefined for a pod without a node, whose log is empty. Throws 400, 404 and what the kubelet says. */
  async open(call: Call, query: URLSearchParams, signal: AbortSignal): Promise<IncomingMessage | undefined> {
    const pod = this.#gate.get(call) as ApiObject & Pod;
    const container = chooseContainer(pod, query.get('container') ?? '');
    if (!pod.spec?.nodeName) return undefined;
    checkStarted(pod, container);
    const answer = await fetchFrom(this.#addressAt('containerLogs', { pod, container, query }), signal);
    if ((answer.statusCode ?? 500) < 400) return answer;
    throw new ApiError(answer.statusCode ?? 500, answer.statusCode === 404 ? 'NotFound' : 'BadRequest', await textOf(answer));
  }

  /** Where the kubelet of a pod's node does that with one of its containers. Throws 400, 403 and 404. */
  findKubelet(call: Call, query: URLSearchParams, action: 'exec'): string {
    const pod = this.#gate.get(call) as ApiObject & Pod;
    const container = chooseContainer(pod, query.get('container') ?? '');
    if (!pod.spec?.nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
    return this.#addressAt(action, { pod, container, query });
  }

  /** The lines of a log for in-process callers. Throws KubeError. */
  async *lines(user: User, pod: Key, options: LogOptions & { signal: AbortSignal }): AsyncGenerator<string> {
    const call: Call = { user, verb: 'get', kind: pods, subresource: 'log', namespace: pod.namespace, name: pod.name, dryRun: false };
    const query = new URLSearchParams({ container: options.container });
    if (options.follow === true) query.set('follow', 'true');
    if (options.tailLines !== undefined) query.set('tailLines', String(options.tailLines));
    try {
      const answer = await this.open(call, query, options.signal);
      if (answer !== undefined) yield* createInterface({ input: answer });
    } catch (error) {
      throw asKubeError(error, `read the log of ${pod.namespace}/${pod.name}`);
    }
  }

  #addressAt(action: string, { pod, container, query }: { pod: Pod; container: string; query: URLSearchParams }): string {
    const passed = new URLSearchParams([...query].filter(([key]) => key !== 'container'));
    const { namespace, name } = pod.metadata;
    return `${this.#kubeletOf(pod.spec?.nodeName ?? '')}/${action}/${namespace}/${name}/${container}?${passed.toString()}`;
  }

  #kubeletOf(nodeName: string): string {
    const node = this.#store.get(nodes, nodeName) as (ApiObject & Node) | undefined;
    const { addresses = [], daemonEndpoints } = node?.status ?? {};
    const address = addresses.find(({ type }) => type === 'InternalIP')?.address;
    const port = daemonEndpoints?.kubeletEndpoint?.Port;
    if (address === undefined || port === undefined) throw new ApiError(404, 'NotFound', `nodes "${nodeName}" has no kubelet address`);
    return `http://${address}:${port}`;
  }
}

function chooseContainer({ metadata, spec }: Pod, wanted: string): string {
  const { containers = [], initContainers = [] } = { ...spec };
  const names = [...initContainers, ...containers].map(({ name }) => name);
  if (wanted !== '') {
    if (names.includes(wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${metadata.name}`);
  }
  const [only, ...others] = containers;
  if (only !== undefined && others.length === 0) return only.name;
  throw badRequest(`a container name must be specified for pod ${metadata.name}, choose one of: [${names.join(' ')}]`);
}

/** A container that has never run has no log. Throws 400 with what it waits for. */
function checkStarted({ metadata, status }: Pod, container: string): void {
  const { containerStatuses = [], initContainerStatuses = [] } = { ...status };
  const { state = {}, lastState = {} } = { ...[...initContainerStatuses, ...containerStatuses].find(({ name }) => name === container) };
  if ([state.running, state.terminated, lastState.terminated].some((ran) => ran !== undefined)) return;
  const reason = state.waiting?.reason ?? 'ContainerCreating';
  const why = /ImagePull|InvalidImage/.test(reason) ? 'trying and failing to pull image' : reason;
  throw badRequest(`container "${container}" in pod "${metadata.name}" is waiting to start: ${why}`);
}

async function fetchFrom(url: string, signal: AbortSignal): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    const asked = request(url, { signal, agent: false }, resolve);
    asked.on('error', (error) => reject(new ApiError(500, 'InternalError', `Get "${url}": ${error.message}`)));
    asked.end();
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8').trim();
}
