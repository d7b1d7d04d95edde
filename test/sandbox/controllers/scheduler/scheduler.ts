import { kinds, type Node, type Pod } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { attemptAll } from '../attempt-all.ts';
import { ensureVolumeNames } from '../binder/binding.ts';
import { type Context, type ControllerKind, on } from '../controller.ts';
import { isTerminating, patchObject, patchStatus, pathOf } from '../objects.ts';
import { isAssigned } from '../states.ts';
import { volumeNames } from '../volume-names.ts';
import { bindPod } from './pod-binding.ts';
import { choosePlacement, type ClusterFacts } from './placement.ts';
import type { Provision } from './pod-claims.ts';

const everyPod = 'pods';

/** Gives pods their node, one after the other, in order of age. */
export const scheduler: ControllerKind = {
  user: 'system:kube-scheduler',
  component: 'default-scheduler',
  start: (context) => {
    const wake = () => (context.cached(kinds.pod).items().some(isWaiting) ? [everyPod] : []);
    return {
      triggers: [on(kinds.pod, wake), on(kinds.node, wake), on(kinds.claim, wake), on(kinds.volume, wake), on(kinds.storageClass, wake)],
      reconcile: () => schedulePods(context),
    };
  },
};

function isWaiting(pod: Pod): boolean {
  const ours = (pod.spec?.schedulerName ?? 'default-scheduler') === 'default-scheduler';
  return ours && !isAssigned(pod) && !isTerminating(pod) && (pod.spec?.schedulingGates ?? []).length === 0;
}

async function schedulePods(context: Context): Promise<void> {
  const waiting = (await context.port.list(kinds.pod)).items.filter(isWaiting);
  const age = (pod: Pod) => `${pod.metadata.creationTimestamp ?? ''} ${pathOf(pod)}`;
  const ordered = waiting.toSorted((left, right) => (age(left) < age(right) ? -1 : 1));
  await attemptAll(ordered, (pod) => schedulePod(context, pod));
}

async function schedulePod(context: Context, pod: Pod): Promise<void> {
  const placement = choosePlacement(pod, await readFacts(context.port));
  if ('refusal' in placement) return refuse(context, pod, placement.refusal);
  if (placement.provisions.length > 0) return prepareVolumes(context.port, placement.node, placement.provisions);
  await bindPod(context.port, pod, placement.node.metadata.name);
  const message = `Successfully assigned ${pathOf(pod)} to ${placement.node.metadata.name}`;
  await context.record(pod, { type: 'Normal', reason: 'Scheduled', message });
}

async function readFacts(port: KubePort): Promise<ClusterFacts> {
  const [nodes, pods, claims, volumes, storageClasses] = await Promise.all([
    port.list(kinds.node),
    port.list(kinds.pod),
    port.list(kinds.claim),
    port.list(kinds.volume),
    port.list(kinds.storageClass),
  ]);
  return {
    nodes: nodes.items.filter((node) => !isTerminating(node)),
    pods: pods.items,
    claims: claims.items,
    volumes: volumes.items,
    storageClasses: storageClasses.items,
  };
}

/** The pod stays unassigned until its claims are bound, as with the real one: a kubelet must not see it before. */
async function prepareVolumes(port: KubePort, node: Node, provisions: readonly Provision[]): Promise<void> {
  const name = node.metadata.name;
  for (const { claim, volume } of provisions) {
    if (volume !== undefined) await ensureVolumeNames(port, volume, claim);
    else if (claim.metadata.annotations?.[volumeNames.selectedNode] !== name) {
      await patchObject(port, kinds.claim, claim, { metadata: { annotations: { [volumeNames.selectedNode]: name } } });
    }
  }
}

/** Says why, once per reason. */
async function refuse(context: Context, pod: Pod, message: string): Promise<void> {
  const conditions = pod.status?.conditions ?? [];
  const known = conditions.find(({ type }) => type === 'PodScheduled');
  if (known?.message === message) return;
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message,
    lastTransitionTime: new Date().toISOString(),
  };
  const others = conditions.filter(({ type }) => type !== 'PodScheduled');
  await patchStatus(context.port, kinds.pod, pod, { conditions: [...others, condition] });
  await context.record(pod, { type: 'Warning', reason: 'FailedScheduling', message });
}
