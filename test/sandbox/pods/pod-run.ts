import { join } from 'node:path';
import { failedWith } from '../../../src/kube/client/errors.ts';
import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { timestamp } from '../../support/timestamp.ts';
import type { NodeContext } from './node-context.ts';
import type { PodAddress } from './pod-addresses.ts';
import { type ContainerFacts, type PodFacts, podStatus } from './pod-status.ts';
import { specOf, uidOf } from './pod-types.ts';
import { containerHandle, type ContainerHandle } from './running-container.ts';
import { sleepUnless } from './sleep.ts';
import type { MountedVolume } from './volume-context.ts';

/** One pod on this node: what is known about it, and how the API gets to know. */
export interface PodRun {
  readonly context: NodeContext;
  /** As last seen; its status may be behind ours. */
  pod: Pod;
  readonly folder: string;
  readonly volumes: Map<string, MountedVolume>;
  readonly handles: ReadonlyMap<string, ContainerHandle>;
  readonly containers: ReadonlyMap<string, ContainerFacts>;
  readonly startTime: string;
  address: PodAddress | undefined;
  failure: PodFacts['failure'];
  /** Aborted when the pod shall end, for whatever reason. */
  readonly ending: AbortController;
  /** Milliseconds that its processes get after SIGTERM. */
  grace: number;
  /** Aborted when the pod is not followed any more: it is gone, or the kubelet stops. */
  readonly forgotten: AbortController;
  /** Writes what is known now; resolves when it is written or cannot be. */
  report(): Promise<void>;
}

export function startRun(context: NodeContext, pod: Pod): PodRun {
  const spec = specOf(pod);
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  const names = { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name, podUid: uidOf(pod) };
  const volumes = new Map<string, MountedVolume>();
  const waiting = (spec.initContainers ?? []).length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const run: PodRun = {
    context,
    pod,
    folder: join(context.folder, 'pods', uidOf(pod)),
    volumes,
    handles: new Map(all.map(({ name }) => [name, containerHandle({ ...names, container: name }, volumes)])),
    containers: new Map(all.map(({ name }) => [name, freshFacts(waiting)])),
    startTime: timestamp(context.clock.now()),
    address: undefined,
    failure: undefined,
    ending: new AbortController(),
    grace: Infinity,
    forgotten: new AbortController(),
    report: inOrder(() => writeStatus(run)),
  };
  return run;
}

/** Asks the pod to end; a second call can only shorten the grace (milliseconds). */
export function endPod(run: PodRun, grace: number): void {
  run.grace = Math.min(run.grace, grace);
  for (const handle of run.handles.values()) handle.process?.terminate(run.grace);
  run.ending.abort();
}

function freshFacts(reason: string): ContainerFacts {
  return { state: { waiting: { reason } }, lastState: {}, restartCount: 0, ready: false, id: undefined };
}

/** Calls never overlap, and calls that wait for the same turn are one. */
function inOrder(write: () => Promise<void>): () => Promise<void> {
  let turn = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= turn.then(() => {
      next = undefined;
      turn = write();
      return turn;
    });
    return next;
  };
}

async function writeStatus(run: PodRun): Promise<void> {
  const signal = run.forgotten.signal;
  const { name, namespace = '', uid } = run.pod.metadata;
  while (!signal.aborted) {
    const addresses = run.address && { pod: run.address.ip, host: run.context.hostIp };
    const status = podStatus(run.pod, { ...run, addresses, ended: run.ending.signal.aborted }, timestamp(run.context.clock.now()));
    try {
      // The uid makes the server refuse it for another pod of the same name.
      await run.context.port.mergePatch(kinds.pod, { name, namespace }, { metadata: { uid }, status }, { subresource: 'status' });
      return;
    } catch (error) {
      if (failedWith(error, 'notFound', 'conflict', 'invalid')) return;
      await sleepUnless(signal, 200);
    }
  }
}
