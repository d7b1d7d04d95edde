import { systemClock } from '../../../src/base/time/system-clock.ts';
import { failedWith } from '../../../src/kube/client/errors.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { startInformer } from '../../../src/kube/controller/informer.ts';
import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { keyOf, uidOf } from '../../../src/kube/objects/identity.ts';
import { ensureNode } from '../../sandbox/pods/node-registration.ts';
import type { Peek } from './peek.ts';
import { mountVolume } from './mount.ts';
import { endedStatus, runningStatus } from './pod-statuses.ts';
import { taskOf } from './tasks.ts';
import type { VolumeFolders } from './volume-folders.ts';

interface InstantNode {
  /** With the rights of its kubelet. */
  readonly port: KubePort;
  /** Reads what a kubelet reads of volumes and Secrets. */
  readonly peek: Peek;
  readonly name: string;
  readonly store: string;
  readonly folders: VolumeFolders;
  readonly signal: AbortSignal;
}

interface RunningPod {
  pod: Pod;
  readonly gone: AbortController;
}

/** A node without containers: what its pods would do is done in this process. */
export async function startInstantNode(node: InstantNode): Promise<void> {
  const { port, name, signal } = node;
  await ensureNode({ port, clock: systemClock }, name, { ip: '127.0.0.1', port: 1 });
  const running = new Map<string, RunningPod>();
  const changed = (pod: Pod, change: string) => {
    const known = running.get(uidOf(pod));
    if (change === 'DELETED' || pod.metadata.deletionTimestamp !== undefined) known?.gone.abort();
    if (change === 'DELETED') running.delete(uidOf(pod));
    else if (known !== undefined) known.pod = pod;
    else {
      const entry = { pod, gone: new AbortController() };
      running.set(uidOf(pod), entry);
      if (pod.metadata.deletionTimestamp !== undefined) entry.gone.abort();
      void runPod(node, entry);
    }
  };
  await startInformer({ port, kind: kinds.pod, scope: { fields: `spec.nodeName=${name}` }, changed, clock: systemClock, signal });
}

async function runPod(node: InstantNode, { pod, gone }: RunningPod): Promise<void> {
  const over = AbortSignal.any([node.signal, gone.signal]);
  try {
    await work(node, pod, over);
  } catch (error) {
    // A pod that is deleted while it waits for its volume or for another mover leaves nothing to tell.
    if (!over.aborted) throw error;
  }
  await untilAborted(over);
  if (!node.signal.aborted) await takeAway(node, pod);
}

async function work(node: InstantNode, pod: Pod, signal: AbortSignal): Promise<void> {
  if (isOver(pod)) return;
  const folder = await mountVolume(node, pod, signal);
  await tell(node, pod, runningStatus(pod));
  const task = taskOf(pod);
  if (task === undefined) return;
  const message = await task({ peek: node.peek, pod, folder, store: node.store, folders: node.folders, signal });
  if (!signal.aborted) await tell(node, pod, endedStatus(pod, message));
}

/** Only the kubelet's word takes a pod out of the API. */
async function takeAway(node: InstantNode, pod: Pod): Promise<void> {
  const { port } = node;
  for (;;) {
    const now = await port.find(kinds.pod, keyOf(pod));
    if (now === undefined || uidOf(now) !== uidOf(pod)) return;
    if (!isOver(now)) {
      await tell(node, pod, { phase: 'Failed' });
      continue;
    }
    const { uid = '', resourceVersion = '' } = now.metadata;
    try {
      await port.remove(kinds.pod, keyOf(pod), { uid, resourceVersion }, { gracePeriodSeconds: 0 });
      // A finalizer may keep it for a while; asked again at once, as a kubelet never does, that loop would let nobody else have a turn.
      return;
    } catch (error) {
      if (!failedWith(error, 'conflict', 'notFound')) throw error;
    }
  }
}

async function tell({ port }: InstantNode, pod: Pod, status: object): Promise<void> {
  try {
    await port.mergePatch(kinds.pod, keyOf(pod), { metadata: { uid: uidOf(pod) }, status }, { subresource: 'status' });
  } catch (error) {
    if (!failedWith(error, 'conflict', 'notFound')) throw error;
  }
}

function isOver({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
