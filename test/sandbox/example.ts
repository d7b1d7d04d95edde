import { systemClock } from '../../src/base/time/system-clock.ts';
import { type Claim, kinds, type Service, type StatefulSet } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { waitForObject } from '../../src/kube/client/wait.ts';
import { liqoKinds, type NamespaceOffloading } from '../../src/liqo/kinds.ts';
import { isAcceptedBy, offloadingName } from '../../src/liqo/namespace-offloading.ts';

export const exampleNamespace = 'app';

export async function createNamespace(port: KubePort): Promise<void> {
  await port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: exampleNamespace } });
}

/** Offloads the namespace to every provider, and waits until `provider` has accepted it. */
export async function offloadNamespace(port: KubePort, provider: string): Promise<void> {
  const namespace = exampleNamespace;
  const offloading: NamespaceOffloading = {
    apiVersion: liqoKinds.namespaceOffloading.apiVersion,
    kind: liqoKinds.namespaceOffloading.kind,
    metadata: { name: offloadingName, namespace },
    spec: { namespaceMappingStrategy: 'DefaultName', podOffloadingStrategy: 'LocalAndRemote' },
  };
  await port.create(liqoKinds.namespaceOffloading, offloading);
  await waitForObject(
    { port, kind: liqoKinds.namespaceOffloading, key: { name: offloadingName, namespace } },
    (seen) => (seen !== undefined && isAcceptedBy(seen, provider) ? true : undefined),
    within(30),
  );
}

/** A claim of Liqo's virtual class. */
export function exampleClaim(name: string, size: string): Claim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: exampleNamespace },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'liqo', resources: { requests: { storage: size } } },
  };
}

/** Makes the StatefulSet `db`, which writes a line per second to the claim `data-db-0` and to its log, and waits until it runs. */
export async function startDatabase(port: KubePort): Promise<void> {
  await port.create(kinds.service, service);
  await port.create(kinds.statefulSet, database);
  await waitForObject(
    { port, kind: kinds.pod, key: { name: 'db-0', namespace: exampleNamespace } },
    (pod) => (pod?.status?.phase === 'Running' ? true : undefined),
    within(60),
  );
}

function within(seconds: number): { clock: typeof systemClock; signal: AbortSignal } {
  return { clock: systemClock, signal: AbortSignal.timeout(seconds * 1000) };
}

/** Its log is what people look at to see that the data is there. */
const databaseScript = `trap 'exit 0' TERM
touch /data/log
echo "$(wc -l < /data/log) lines were here"
while :; do date | tee -a /data/log; sleep 1; done`;

const labels = { app: 'db' };

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'db', namespace: exampleNamespace },
  spec: { clusterIP: 'None', selector: labels, ports: [{ name: 'db', port: 5432 }] },
};

const database: StatefulSet = {
  apiVersion: kinds.statefulSet.apiVersion,
  kind: kinds.statefulSet.kind,
  metadata: { name: 'db', namespace: exampleNamespace },
  spec: {
    replicas: 1,
    serviceName: 'db',
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          {
            name: 'db',
            image: 'busybox:1.37',
            command: ['sh', '-c', databaseScript],
            volumeMounts: [{ name: 'data', mountPath: '/data' }],
          },
        ],
      },
    },
    volumeClaimTemplates: [exampleTemplate('data')],
  },
} as StatefulSet;

function exampleTemplate(name: string): object {
  const { spec } = exampleClaim(name, '1Gi');
  return { metadata: { name }, spec };
}
