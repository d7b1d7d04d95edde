import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/time/system-clock.ts';
import { connectText } from '../../src/kube/login/connect.ts';
import type { Pod } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { installLiqo } from '../liqo/install.ts';
import { type Liqo, startLiqo } from '../liqo/liqo.ts';
import { type Consumer, tenantUser } from '../liqo/peering.ts';
import { type Cluster, type ClusterOptions, startCluster } from './cluster.ts';
import { injecting, podWebhook } from './pod-webhook.ts';
import { type Machine, prepareMachine } from './pods/kubelet.ts';
import { liqoManager } from './users.ts';
import { surroundings } from '../support/surroundings.ts';

export interface SandboxOptions {
  /** `milan` when absent; `paris` is the other one. */
  readonly providers?: readonly string[];
  /** Names of a provider's virtual nodes, by provider; one, named after it, when absent. */
  readonly virtualNodes?: Readonly<Record<string, readonly string[]>>;
  /** What containers run as restic; the one on PATH when absent. */
  readonly restic?: string;
  /** Whether repositories get a key that takes no processor time to derive, see `pods/cheap-key.ts`. */
  readonly cheapKeys?: boolean;
  /** A new temporary one when absent. Removed by stop() in any case. */
  readonly folder?: string;
  /** Names that an installation of Liqo chooses; Liqo's own when absent. */
  readonly names?: LiqoNames;
  /** Whether the clusters serve ValidatingAdmissionPolicy. */
  readonly policies?: boolean;
  /** Somebody's webhooks: what one does to every new pod of that cluster. */
  readonly inject?: (cluster: string) => (pod: Pod) => void;
  /** By how many milliseconds the clocks of clusters are ahead of this machine's, by cluster; they show the same when absent. */
  readonly clocksAhead?: Readonly<Record<string, number>>;
  /** Domain of the clusters' names; `cluster.local` when absent. */
  readonly domain?: string;
  /** Why an image cannot be pulled this time; asked at every try. */
  readonly pullTrouble?: (image: string) => Error | undefined;
  /** Told of what the clusters' own parts fail at and will repeat; most of it is a race that the next try wins. */
  readonly failed?: (what: string, error: unknown) => void;
}

type LiqoNames = Pick<Consumer, 'storageNamespace' | 'virtualClass'>;

/** Clusters joined by Liqo's rules, in this process. */
export interface Sandbox {
  /** `rome` is the consumer. */
  readonly clusters: Readonly<Record<string, Cluster>>;
  readonly consumer: Cluster;
  readonly liqo: Liqo;
  readonly folder: string;
  /** Ends every process, mount and socket, and removes the folder. */
  stop(): Promise<void>;
}

const consumerName = 'rome';
const prefixes: Readonly<Record<string, string>> = { [consumerName]: '127.10', milan: '127.20', paris: '127.30' };

/** Starts the clusters, installs Liqo and plays it; resolves when everything is ready for use. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { providers = ['milan'], policies = true, failed = () => undefined } = options;
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'liqoctl-sandbox-')));
  const ending = new AbortController();
  // Every watch of every controller listens to it.
  setMaxListeners(0, ending.signal);
  const started: Cluster[] = [];
  let liqo: Liqo | undefined;
  const stop = async (): Promise<void> => {
    ending.abort();
    await liqo?.stopped;
    await Promise.all(started.map((cluster) => cluster.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const common = { folder, policies, machine: await prepareNodes(options, folder), signal: ending.signal, failed };
    const starts = [consumerName, ...providers].map(async (name) =>
      started.push(await startCluster({ ...placeOf(name, options), ...common })),
    );
    // All of them come to an end before one's failure counts, or stop() would miss the others.
    for (const start of await Promise.allSettled(starts)) if (start.status === 'rejected') throw start.reason;
    const clusters = Object.fromEntries(started.map((cluster) => [cluster.name, cluster]));
    const consumer = started.find(({ name }) => name === consumerName) as Cluster;
    const others = started.filter((cluster) => cluster !== consumer);
    const providing = others.map((cluster) => ({ cluster, nodes: options.virtualNodes?.[cluster.name] ?? [cluster.name] }));
    liqo = await joinClusters({ cluster: consumer, ...options.names }, providing, ending.signal);
    return { clusters, consumer, liqo, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepareNodes({ restic, cheapKeys = false, pullTrouble }: SandboxOptions, folder: string): Promise<Machine> {
  const machine = await prepareMachine({ folder, cheapKeys, ...(restic && { restic }) });
  return { ...machine, registry: (image) => pullTrouble?.(image) ?? machine.registry(image) };
}

type Named = Pick<ClusterOptions, 'name' | 'nodes' | 'prefix' | 'webhook' | 'domain' | 'clock'>;

function placeOf(name: string, { inject, domain, clocksAhead = {} }: SandboxOptions): Named {
  const prefix = prefixes[name];
  if (prefix === undefined) throw new Error(`the sandbox knows no cluster ${name}`);
  const consumer = name === consumerName;
  const nodes = consumer ? ['rome-1', 'rome-2'] : [`${name}-1`];
  const now = () => new Date(Date.now() + (clocksAhead[name] ?? 0));
  return {
    name,
    nodes,
    prefix,
    clock: { ...systemClock, now },
    webhook: injecting(consumer ? podWebhook : undefined, inject?.(name)),
    ...(domain && { domain }),
  };
}

/** Installs and plays Liqo over HTTP with kubeconfigs, as it would run beside real clusters. */
async function joinClusters(
  { cluster: consumer, ...names }: LiqoNames & { cluster: Cluster },
  providers: readonly { readonly cluster: Cluster; readonly nodes: readonly string[] }[],
  signal: AbortSignal,
): Promise<Liqo> {
  const local = { id: consumer.name, port: await managerPort(consumer), ...names };
  const remotes = await Promise.all(
    providers.map(async ({ cluster, nodes }) => {
      const tenantKubeconfig = cluster.server.kubeconfig(tenantUser(cluster.name, consumer.name));
      const tenantPort = await connectText(tenantKubeconfig, { ...surroundings, cluster: cluster.name });
      return { id: cluster.name, port: await managerPort(cluster), tenantKubeconfig, tenantPort, nodes };
    }),
  );
  await installLiqo({ consumer: local, providers: remotes });
  return await startLiqo({ consumer: local, providers: remotes, signal });
}

async function managerPort(cluster: Cluster): Promise<KubePort> {
  return await connectText(cluster.server.kubeconfig(liqoManager), { ...surroundings, cluster: cluster.name });
}
