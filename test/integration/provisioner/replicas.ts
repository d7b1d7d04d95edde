import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/base/time/system-clock.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { kinds, type Lease } from '../../../src/kube/objects/kinds.ts';
import type { ProvisionerContext } from '../../../src/provisioner/model/context.ts';
import type { Reconciler } from '../../../src/provisioner/model/reconciler.ts';
import type { ReplicaOptions } from '../../../src/provisioner/process/replica.ts';
import { type ReplicaEnd, runReplica } from '../../../src/provisioner/process/run-replica.ts';
import { type ApiServer, startApiServer } from '../../sandbox/api/server.ts';
import { admin } from '../../sandbox/users.ts';
import { recordedLog } from '../../support/controller-logs.ts';
import { until } from '../../support/until.ts';

/** A replica that runs in this process. */
interface RunningReplica {
  /** As SIGTERM does. */
  readonly stop: () => void;
  /** As a second SIGTERM does. */
  readonly kill: () => void;
  readonly ended: Promise<ReplicaEnd>;
  /** Whether it has said that it leads. */
  readonly leads: () => boolean;
  /** The answer of its server. */
  get(path: string): Promise<{ readonly status: number; readonly text: string }>;
  readonly lines: ReturnType<typeof recordedLog>['lines'];
}

export interface Controlled {
  readonly server: ApiServer;
  readonly port: KubePort;
  readonly start: (name: string, change?: Partial<ReplicaOptions>) => RunningReplica;
  readonly readLease: () => Promise<Lease | undefined>;
}

const lease = { namespace: 'liqoctl-storage', name: 'virtual' };

/** A cluster, and replicas of a controller for it that does nothing unless the test says what. */
export async function openControlled(): Promise<Controlled> {
  const server = await startApiServer({ name: 'rome' });
  const port = server.as(admin);
  await port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: lease.namespace } });
  const endings: (() => Promise<unknown>)[] = [];
  onTestFinished(async () => {
    await Promise.all(endings.map((end) => end()));
    await server.close();
  });
  const start: Controlled['start'] = (name, change = {}) => {
    const replica = startReplica({ ...optionsOf(name, port), ...change });
    endings.push(async () => {
      replica.stop();
      replica.kill();
      await replica.ended.catch(() => undefined);
    });
    return replica;
  };
  return { server, port, start, readLease: () => port.find(kinds.lease, lease) };
}

/** A reconciler whose claims are asked for by hand, and answered as the test says. */
export function reconcilerOf(
  reconcile: (context: ProvisionerContext, key: string) => ReturnType<Reconciler['reconcile']>,
  ...keys: string[]
) {
  return async (context: ProvisionerContext): Promise<readonly Reconciler[]> => {
    for (const key of keys) context.enqueue('claim', key);
    const metadata = (name: string) => ({ name, namespace: 'shop', uid: `uid-of-${name}` });
    const about = (name: string) => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: metadata(name) });
    return [{ name: 'claim', about, reconcile: (key) => reconcile(context, key) }];
  };
}

function optionsOf(name: string, consumer: KubePort): Omit<ReplicaOptions, 'log'> {
  return {
    consumer,
    connect: async () => Promise.reject(new TypeError('no provider is asked')),
    settings: {
      provisioner: 'example.com/virtual',
      storageNamespace: lease.namespace,
      firstConsumerImage: 'pause:1',
      guards: true,
      resyncMilliseconds: 600_000,
    },
    election: { lease, holder: name, seconds: 1 },
    workers: 2,
    clock: systemClock,
    random: (bytes) => new Uint8Array(bytes),
    createReconcilers: async () => [],
  };
}

function startReplica(options: Omit<ReplicaOptions, 'log'>): RunningReplica {
  const [gentle, hard] = [new AbortController(), new AbortController()];
  const { log, lines } = recordedLog();
  const ended = runReplica({ log, ...options }, { host: '127.0.0.1', port: 0 }, { gentle: gentle.signal, hard: hard.signal });
  const said = (message: string) => lines.find((line) => line.message === message);
  return {
    stop: () => gentle.abort(),
    kill: () => hard.abort(),
    ended,
    lines,
    leads: () => said('leading') !== undefined,
    async get(path) {
      const { port } = await until(() => said('listening'));
      const response = await fetch(`http://127.0.0.1:${String(port)}${path}`);
      return { status: response.status, text: await response.text() };
    },
  };
}
