import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/time/system-clock.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { startInformer } from '../../../src/kube/controller/informer.ts';
import { kinds, type Node, type Volume } from '../../../src/kube/objects/kinds.ts';
import { ensureLiqoKinds } from '../../liqo/crds.ts';
import { startApiServer } from '../../sandbox/api/server.ts';
import { ensureBound } from '../../sandbox/controllers/binder/binding.ts';
import type { StorageSite } from '../../sandbox/storage.ts';
import { admin } from '../../sandbox/users.ts';
import { untilPasses } from '../../support/until.ts';

/** An API server with nodes that nothing runs on, where volumes are bound to the claims that they name, and nothing else happens. */
export interface BareCluster extends StorageSite {
  readonly consumer: KubePort;
  readonly localNodes: readonly string[];
  close(): Promise<void>;
}

const localNodes = ['rome-1', 'rome-2'];

/** Of the controllers of a whole sandbox, thousands of claims would take hours on one thread. Binding ends with the signal. */
export async function startBareCluster(signal: AbortSignal): Promise<BareCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'liqoctl-bench-'));
  const server = await startApiServer({ name: 'rome' });
  const consumer = server.as(admin);
  await ensureLiqoKinds(consumer);
  for (const name of localNodes) await consumer.create(kinds.node, renderNode(name));
  const bind = async ({ metadata: { name } }: Volume): Promise<void> => {
    const volume = await consumer.read(kinds.volume, { name });
    const { namespace = '', name: claimName = '' } = volume.spec?.claimRef ?? {};
    await ensureBound(consumer, volume, await consumer.read(kinds.claim, { namespace, name: claimName }));
  };
  const changed = (volume: Volume, change: string) =>
    void (change === 'ADDED' && untilPasses(() => bind(volume), { signal }).catch(() => undefined));
  await startInformer({ port: consumer, kind: kinds.volume, clock: systemClock, signal, changed });
  return {
    folder,
    consumer,
    localNodes,
    kubeconfig: server.kubeconfig(admin),
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

function renderNode(name: string): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name } } };
}
