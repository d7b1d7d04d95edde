import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../src/base/time/clock.ts';
import { type ApiServer, type ApiServerOptions, startApiServer } from './api/server.ts';
import { setUpCluster } from './cluster-setup.ts';
import { startControllers } from './controllers/controllers.ts';
import { type Kubelet, type Machine, startKubelet } from './pods/kubelet.ts';
import { type ClusterNetwork, startNetwork } from './pods/network.ts';
import { admin, nodeUser, user } from './users.ts';

export interface ClusterOptions {
  readonly name: string;
  readonly nodes: readonly string[];
  /** First two numbers of its pods' loopback addresses. */
  readonly prefix: string;
  /** The sandbox's: kubeconfig, volumes and what the kubelets write lie below. */
  readonly folder: string;
  readonly machine: Machine;
  readonly policies: boolean;
  /** Of all its machines. */
  readonly clock: Clock;
  readonly webhook?: ApiServerOptions['webhook'];
  /** Of its names; `cluster.local` when absent. */
  readonly domain?: string;
  readonly signal: AbortSignal;
  readonly failed: (what: string, error: unknown) => void;
}

/** One cluster of the sandbox. */
export interface Cluster {
  readonly name: string;
  /** Of an administrator, as YAML. */
  readonly kubeconfig: string;
  readonly kubeconfigFile: string;
  readonly server: ApiServer;
  /** By node. */
  readonly kubelets: Readonly<Record<string, Kubelet>>;
  readonly network: ClusterNetwork;
  /** Where the bytes of its volumes are: `<volumes>/<cluster>/<node>/<volume>/data`. */
  readonly volumesFolder: string;
  stop(): Promise<void>;
}

/** Starts an API server, its controllers, and a kubelet per node. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const server = await startApiServer({
    name: options.name,
    clock: options.clock,
    features: { admissionPolicies: options.policies },
    ...(options.webhook && { webhook: options.webhook }),
  });
  try {
    return await furnish(options, server);
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function furnish(options: ClusterOptions, server: ApiServer): Promise<Cluster> {
  const { name, folder, nodes, signal } = options;
  await setUpCluster(server.as(admin));
  const volumesFolder = join(folder, 'volumes');
  const controllers = await startControllers({
    portFor: (who) => server.as(user(who)),
    cluster: name,
    volumesFolder,
    clock: options.clock,
    signal,
    failed: (component, key, error) => options.failed(`${name}: ${component}: ${key}`, error),
  });
  const { domain } = options;
  const network = await startNetwork({ port: server.as(user('system:kube-controller-manager')), signal, ...(domain && { domain }) });
  const kubelets = await Promise.all(nodes.map((node, index) => startNode({ options, server, network, node, number: index + 1 })));
  const kubeconfig = server.kubeconfig(admin);
  const kubeconfigFile = join(folder, `${name}.yaml`);
  await writeFile(kubeconfigFile, kubeconfig, { mode: 0o600 });
  const stop = async (): Promise<void> => {
    await Promise.all(kubelets.map((kubelet) => kubelet.stop()));
    await controllers.stopped;
    await network.close();
    await server.close();
  };
  const byNode = Object.fromEntries(kubelets.map((kubelet) => [kubelet.node, kubelet]));
  return { name, kubeconfig, kubeconfigFile, server, kubelets: byNode, network, volumesFolder, stop };
}

interface NodeStart {
  readonly options: ClusterOptions;
  readonly server: ApiServer;
  readonly network: ClusterNetwork;
  readonly node: string;
  readonly number: number;
}

async function startNode({ options, server, network, node, number }: NodeStart): Promise<Kubelet> {
  return await startKubelet({
    port: server.as(nodeUser(node)),
    node,
    cluster: options.name,
    clock: options.clock,
    folder: join(options.folder, 'nodes', node),
    network,
    podPrefix: `${options.prefix}.${number}`,
    signal: options.signal,
    machine: options.machine,
  });
}
