import { setMaxListeners } from 'node:events';
import type { Clock } from '../../../src/base/time/clock.ts';
import { systemClock } from '../../../src/base/time/system-clock.ts';
import { createRecorder } from '../../../src/kube/controller/event-recorder.ts';
import { WorkQueue } from '../../../src/kube/controller/work-queue.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { binder } from './binder/binder.ts';
import { type Caches, cachesOf, idOf, type Listener } from './caches.ts';
import type { Controller, ControllerKind } from './controller.ts';
import { deploymentController } from './deployments/deployment-controller.ts';
import { replicaSetController } from './deployments/replica-set-controller.ts';
import { endpointSlices } from './endpoint-slices.ts';
import { ephemeralClaims } from './ephemeral-claims.ts';
import { expandController } from './expansion/expand-controller.ts';
import { garbageCollector } from './garbage-collector.ts';
import { jobController } from './jobs/job-controller.ts';
import { type DataFolders, dataFolders } from './local-path/folders.ts';
import { localPathModifier } from './local-path/modifier.ts';
import { localPathProvisioner } from './local-path/provisioner.ts';
import { localPathResizer } from './local-path/resizer.ts';
import { namespaces } from './namespaces.ts';
import { nodeTaints } from './node-taints.ts';
import { podCollector } from './pod-collector.ts';
import { claimProtection, volumeProtection } from './protection.ts';
import { resourceQuotas } from './resource-quotas.ts';
import { scheduler } from './scheduler/scheduler.ts';
import { rootCertificates, serviceAccounts } from './service-accounts.ts';
import { statefulSetController } from './stateful-sets/stateful-set-controller.ts';
import { unheardPods } from './unheard-pods.ts';

const all: readonly ControllerKind[] = [
  scheduler,
  binder,
  claimProtection,
  volumeProtection,
  localPathProvisioner,
  expandController,
  localPathResizer,
  localPathModifier,
  jobController,
  statefulSetController,
  deploymentController,
  replicaSetController,
  endpointSlices,
  ephemeralClaims,
  namespaces,
  garbageCollector,
  podCollector,
  nodeTaints,
  unheardPods,
  resourceQuotas,
  serviceAccounts,
  rootCertificates,
];

export interface ControllersOptions {
  /** A port that acts as this user. */
  readonly portFor: (user: string) => KubePort;
  /** Names the cluster's part of the volumes' folder. */
  readonly cluster: string;
  readonly volumesFolder: string;
  /** Who makes and deletes the folders of volumes. */
  readonly folders?: DataFolders;
  /** Whose times they write; this machine's when absent. */
  readonly clock?: Clock;
  readonly signal: AbortSignal;
  /** Told of every failed attempt; each is repeated, later and later. */
  readonly failed?: (component: string, key: string, error: unknown) => void;
}

/** Starts what kube-scheduler, kube-controller-manager and local-path-provisioner do, until `signal`. */
export async function startControllers(options: ControllersOptions): Promise<{ stopped: Promise<void> }> {
  // Every queue and every watch listens: Node would take so many listeners for a leak.
  const signal = AbortSignal.any([options.signal]);
  setMaxListeners(0, signal);
  const caches = cachesOf(options.portFor('system:serviceaccount:kube-system:generic-garbage-collector'));
  const running = all.map((kind) => startController(kind, { ...options, signal }, caches));
  const watched = running.flatMap(({ controller }) => controller.triggers.map(({ kind }) => kind));
  await caches.start(watched, dispatcherTo(running), signal);
  return { stopped: Promise.all(running.map(({ queue }) => queue.stopped)).then(() => undefined) };
}

interface Running {
  readonly controller: Controller;
  readonly queue: WorkQueue;
}

function startController(kind: ControllerKind, options: ControllersOptions, caches: Caches): Running {
  const { cluster, volumesFolder, folders = dataFolders, signal, failed, clock = systemClock } = options;
  const port = options.portFor(kind.user);
  const record = createRecorder({ port, clock, component: kind.component });
  const controller = kind.start({ port, record, clock, cached: (of) => caches.of(of), cluster, volumesFolder, folders });
  const reconcile = async (key: string) => {
    const after = await controller.reconcile(key);
    if (typeof after === 'number') queue.add(key, after);
  };
  const queue = new WorkQueue({ reconcile, clock, signal, failed: (key, error) => failed?.(kind.component, key, error) });
  queue.start();
  return { controller, queue };
}

function dispatcherTo(running: readonly Running[]): Listener {
  return (kind, object, change) => {
    for (const { controller, queue } of running) {
      for (const trigger of controller.triggers) {
        if (idOf(trigger.kind) === idOf(kind)) trigger.keys(object, change).forEach((key) => queue.add(key));
      }
    }
  };
}
