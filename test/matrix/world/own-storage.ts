import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../src/base/time/system-clock.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { createRecorder } from '../../../src/kube/controller/event-recorder.ts';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { ReconcileLoop } from '../../../src/provisioner/loop/reconcile-loop.ts';
import { createReconcilers } from '../../../src/provisioner/process/reconcilers.ts';
import { storageNames } from '../../../src/volumes/names.ts';
import { ownClass } from '../../place/storage-controller.ts';

export const ownClassName = 'liqoctl';

const resyncMilliseconds = 600_000;

const settings = {
  provisioner: storageNames.provisioner,
  storageNamespace: 'liqoctl-storage',
  firstConsumerImage: 'pause',
  guards: true,
  resyncMilliseconds,
};

const nothing = () => undefined;
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const meter = { added: nothing, looked: nothing, retried: nothing };

interface OwnStorage {
  readonly consumer: KubePort;
  /** A provider's API. */
  readonly connect: (kubeconfig: string) => KubePort;
  readonly signal: AbortSignal;
}

/** Our own virtual class, and the reconcilers behind it. */
export async function startOwnStorage({ consumer, connect, signal }: OwnStorage): Promise<{ stopped: Promise<void> }> {
  await consumer.create(kinds.storageClass, ownClass(ownClassName));
  const clock = systemClock;
  const record = createRecorder({ port: consumer, clock, component: 'liqo-storage-controller', latestMessage: true });
  const loop = new ReconcileLoop({ clock, signal, workers: 4, resyncMilliseconds, log, record, meter });
  const context = {
    consumer,
    connect: async (kubeconfig: string) => connect(kubeconfig),
    settings,
    clock,
    random: (bytes: number) => randomBytes(bytes),
    log,
    record,
    signal,
    enqueue: (...asked: Parameters<typeof loop.enqueue>) => loop.enqueue(...asked),
  };
  loop.start(await createReconcilers(context));
  return { stopped: loop.stopped };
}
