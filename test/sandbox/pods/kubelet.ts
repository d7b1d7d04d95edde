import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import type { Clock } from '../../../src/base/time/clock.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { systemClock } from '../../../src/base/time/system-clock.ts';
import { createRecorder } from '../../../src/kube/controller/event-recorder.ts';
import { startInformer } from '../../../src/kube/controller/informer.ts';
import type { ClusterNetwork } from './network.ts';
import { prepareImages, type Registry } from './images.ts';
import { commandInside, type InsideCommand } from './inside-command.ts';
import type { ExecRequest } from './exec-server.ts';
import { type Isolation, probeIsolation } from './isolation.ts';
import { type Finders, type LogRequest, type LogSource, startLogServer } from './log-server.ts';
import type { NotServed } from './not-served.ts';
import type { NodeContext } from './node-context.ts';
import { ensureNode } from './node-registration.ts';
import { addressPool } from './pod-addresses.ts';
import { containerOf, uidOf } from './pod-types.ts';
import { type PodWorker, startWorker } from './pod-worker.ts';
import type { RunningContainer, StartListener } from './running-container.ts';
import { checkTools, findTools } from './tools.ts';

export interface KubeletOptions {
  readonly port: KubePort;
  readonly node: string;
  /** Of the node; this machine's when absent. */
  readonly clock?: Clock;
  /** Name of the cluster, for messages. */
  readonly cluster: string;
  /** Everything the kubelet writes lies below; it removes what it made. */
  readonly folder: string;
  readonly network: ClusterNetwork;
  /** First three numbers of its pods' loopback addresses, e.g. `127.10.1`. */
  readonly podPrefix: string;
  readonly signal: AbortSignal;
  /** Absent: the best that this machine allows. */
  readonly isolation?: Isolation;
  /** What it shares with other nodes; absent: made for this one alone. */
  readonly machine?: Machine;
  /** Programs without which it does not start; absent: all that movers need. */
  readonly tools?: readonly ('restic' | 'rest-server' | 'python3')[];
  /** Stands in for the restic on PATH. */
  readonly restic?: string;
  /** Whether repositories get a key that takes no time to derive. */
  readonly cheapKeys?: boolean;
}

/** What containers are made of on this machine. */
export interface Machine {
  readonly registry: Registry;
  readonly isolation: Isolation;
}

/** Runs the pods of one node as processes of this machine. */
export interface Kubelet {
  readonly node: string;
  readonly isolation: Isolation;
  /** Ends every process, and leaves no file, mount or socket; the API keeps showing what it showed. */
  stop(): Promise<void>;
  container(namespace: string, pod: string, name: string): RunningContainer | undefined;
  /** Called right before a container's process starts; a test may hold it back (await) or change its environment. */
  onStart(listener: StartListener): void;
}

/** Registers the node and starts running its pods. Throws an AppError that names the programs that are missing. */
export async function startKubelet(options: KubeletOptions): Promise<Kubelet> {
  const { port, node, folder, clock = systemClock } = options;
  const workers = new Map<string, PodWorker>();
  const listeners: StartListener[] = [];
  const hostIp = `${options.podPrefix}.254`;
  const machine = options.machine ?? (await prepareMachine(options));
  await mkdir(folder, { recursive: true });
  const logServer = await startLogServer(hostIp, findersIn(workers));
  const context: NodeContext = {
    ...machine,
    port,
    node: await ensureNode({ port, clock }, node, { ip: hostIp, port: logServer.port }),
    hostIp,
    folder,
    proxyUrl: options.network.proxyUrl,
    addresses: addressPool(options.podPrefix),
    clock,
    record: createRecorder({ port, clock, component: 'kubelet', host: node }),
    started: (container) => tellEach(listeners, container),
  };
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, options.signal]);
  const seen = (pod: Pod, type: string) => !signal.aborted && follow({ workers, context, pod, gone: type === 'DELETED' });
  const stop = once(async () => {
    stopping.abort();
    await endAll(workers);
    await logServer.close();
    for (const made of ['pods', 'images']) await rm(join(folder, made), { recursive: true, force: true });
  });
  options.signal.addEventListener('abort', () => void stop(), { once: true });
  await startInformer({ port, kind: kinds.pod, scope: { fields: `spec.nodeName=${node}` }, changed: seen, clock, signal });
  return {
    node,
    isolation: machine.isolation,
    stop,
    container: (namespace, pod, container) => findWorker(workers, namespace, pod)?.run.handles.get(container),
    onStart: (listener) => void listeners.push(listener),
  };
}

async function tellEach(listeners: readonly StartListener[], container: RunningContainer): Promise<void> {
  for (const listener of listeners) await listener(container);
}

/** Lays out the images below `folder`. Throws an AppError that names the programs that are missing. */
export async function prepareMachine(
  options: Pick<KubeletOptions, 'folder' | 'isolation' | 'tools' | 'restic' | 'cheapKeys'>,
): Promise<Machine> {
  const tools = { ...(await findTools()), ...(options.restic && { restic: options.restic }), cheapKeys: options.cheapKeys === true };
  checkTools(tools, options.tools ?? ['restic', 'rest-server', 'python3']);
  const isolation = options.isolation ?? (await probeIsolation());
  await mkdir(options.folder, { recursive: true });
  return { registry: await prepareImages(join(options.folder, 'images'), tools, isolation === 'none'), isolation };
}

async function endAll(workers: ReadonlyMap<string, PodWorker>): Promise<void> {
  for (const worker of workers.values()) worker.forget();
  await Promise.all([...workers.values()].map(({ done }) => done));
}

function once(action: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= action());
}

interface Sight {
  readonly workers: Map<string, PodWorker>;
  readonly context: NodeContext;
  readonly pod: Pod;
  readonly gone: boolean;
}

function follow({ workers, context, pod, gone }: Sight): void {
  const uid = uidOf(pod);
  const namesake = findWorker(workers, pod.metadata.namespace ?? '', pod.metadata.name);
  // A list after a lost watch shows the new pod of that name, and nothing of the old one.
  if (namesake !== undefined && uidOf(namesake.run.pod) !== uid) discard(workers, namesake);
  const worker = workers.get(uid);
  if (gone) {
    if (worker !== undefined) discard(workers, worker);
  } else if (worker !== undefined) worker.changed(pod);
  else workers.set(uid, startWorker(context, pod));
}

function discard(workers: Map<string, PodWorker>, worker: PodWorker): void {
  worker.forget();
  // Until then stop() has to wait for it.
  void worker.done.finally(() => workers.delete(uidOf(worker.run.pod)));
}

function findWorker(workers: ReadonlyMap<string, PodWorker>, namespace: string, pod: string): PodWorker | undefined {
  const namesakes = [...workers.values()].filter(
    ({ run }) => run.pod.metadata.name === pod && (run.pod.metadata.namespace ?? '') === namespace,
  );
  return namesakes.at(-1);
}

function findersIn(workers: ReadonlyMap<string, PodWorker>): Finders {
  return { log: (request) => findLog(workers, request), exec: (request) => findProgram(workers, request) };
}

function findLog(workers: ReadonlyMap<string, PodWorker>, { namespace, pod, container, previous }: LogRequest): LogSource | NotServed {
  const worker = findWorker(workers, namespace, pod);
  if (worker === undefined) return { status: 404, message: `pod "${pod}" not found in namespace "${namespace}"` };
  const handle = worker.run.handles.get(container);
  if (handle === undefined) return { status: 400, message: `container ${container} is not valid for pod ${pod}` };
  const file = previous ? handle.previousLogFile : handle.logFile;
  if (file === undefined) {
    const reason = worker.run.containers.get(container)?.state.waiting?.reason ?? 'ContainerCreating';
    const message = previous
      ? `previous terminated container "${container}" in pod "${pod}" not found`
      : `container "${container}" in pod "${pod}" is waiting to start: ${reason}`;
    return { status: 400, message };
  }
  // A start that was followed by another has ended too.
  return { file, ended: () => handle.logFile !== file || handle.process === undefined };
}

function findProgram(
  workers: ReadonlyMap<string, PodWorker>,
  { namespace, pod, container, command }: ExecRequest,
): InsideCommand | NotServed {
  const run = findWorker(workers, namespace, pod)?.run;
  const process = run?.handles.get(container)?.process;
  if (run === undefined || process === undefined) return { status: 404, message: `container not found ("${container}")` };
  return commandInside({ run, container: containerOf(run.pod, container), process }, command);
}
