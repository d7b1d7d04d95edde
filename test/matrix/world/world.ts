import { setMaxListeners } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { journalNamespace } from '../../../src/move/model/names.ts';
import { installLiqo } from '../../liqo/install.ts';
import { type Liqo, startLiqo } from '../../liqo/liqo.ts';
import { tenantUser } from '../../liqo/peering.ts';
import { liqoManager } from '../../sandbox/users.ts';
import { consumerName, startWorldCluster, type WorldCluster } from './cluster.ts';
import { startOwnStorage } from './own-storage.ts';
import { VolumeFolders } from './volume-folders.ts';

interface WorldOptions {
  readonly providers: readonly string[];
  /** Whether the controller of our own virtual class runs, too. */
  readonly ownClass: boolean;
}

/** Clusters joined by Liqo's rules in this process, without sockets and containers: a move takes a second in them. */
export interface World {
  readonly clusters: Readonly<Record<string, WorldCluster>>;
  readonly consumer: WorldCluster;
  readonly folders: VolumeFolders;
  readonly liqo: Pick<Liqo, 'stopVirtualKubelet' | 'startVirtualKubelet'>;
  /** The provider's API with the tenant's rights, as a kubeconfig of Liqo's gives it. */
  connect(kubeconfig: string): KubePort;
  stop(): Promise<void>;
}

/** How much later than the provider's changes a virtual kubelet sees a claim: enough to be too early for it. */
const sightMilliseconds = 150;

export async function startWorld({ providers, ownClass }: WorldOptions): Promise<World> {
  const folder = await mkdtemp(join(memory(), 'liqoctl-matrix-'));
  await mkdir(join(folder, 'store'));
  const ending = new AbortController();
  const { signal } = ending;
  // Every watch of every controller listens to it.
  setMaxListeners(0, signal);
  const folders = new VolumeFolders();
  const names = [consumerName, ...providers];
  const started = await Promise.all(names.map((name) => startWorldCluster({ name, folder, folders, signal })));
  const clusters = Object.fromEntries(started.map((cluster) => [cluster.name, cluster]));
  const [consumer] = started as [WorldCluster, ...WorldCluster[]];
  const connect = (kubeconfig: string) => tenantPort(clusters, kubeconfig);
  const liqo = await joinWorld(consumer, started.slice(1), { connect, signal });
  await consumer.port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: journalNamespace } });
  const storageStopped = ownClass ? await startOwnStorage({ consumer: consumer.port, connect, signal }) : undefined;
  const stop = async () => {
    ending.abort();
    await Promise.all([liqo.stopped, storageStopped?.stopped, ...started.map((cluster) => cluster.stop())]);
    // A mover may be about to write there.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { clusters, consumer, folders, liqo, connect, stop };
}

/** Where files are quick to come and go: on a disk, folders that are made and deleted take a tenth of all time. */
function memory(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

/** The kubeconfig is the provider's name: nothing is connected. */
function tenantPort(clusters: World['clusters'], kubeconfig: string): KubePort {
  const cluster = clusters[kubeconfig];
  if (cluster === undefined) throw new TypeError(`no provider ${kubeconfig}`);
  return cluster.server.as(tenantUser(kubeconfig, consumerName));
}

async function joinWorld(
  { server, name }: WorldCluster,
  providers: readonly WorldCluster[],
  { connect, signal }: Pick<World, 'connect'> & { signal: AbortSignal },
): Promise<Liqo> {
  const local = { id: name, port: server.as(liqoManager) };
  const remotes = providers.map((provider) => ({
    id: provider.name,
    port: provider.server.as(liqoManager),
    tenantPort: connect(provider.name),
    tenantKubeconfig: provider.name,
  }));
  await installLiqo({ consumer: local, providers: remotes });
  return startLiqo({ consumer: local, providers: remotes, signal, sightMilliseconds });
}
