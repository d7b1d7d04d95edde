import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { attemptAll } from '../attempt-all.ts';
import { ensureVolumeNames } from '../binder/binding.ts';
import { type Context, type ControllerKind, on } from '../controller.ts';
import { isTerminating, patchObject, patchStatus, pathOf } from '../objects.ts';
import { isAssigned } from '../states.ts';
import { volumeNames } from '../volume-names.ts';
import { type Changed, factsAfter, readClusterFacts } from './facts.ts';
import { bindPod } from './pod-binding.ts';
import { choosePlacement, type ClusterFacts } from './placement.ts';
import type { Provision } from './pod-claims.ts';
import { judgeWait, type VolumeWait } from './volume-waits.ts';
import { giveNodeBack, recall, settle, type WaitingList, type WaitingPod } from './waiting-list.ts';

const everyPod = 'pods';

/** Gives pods their node, one after the other, in order of age. */
export const scheduler: ControllerKind = {
  user: 'system:kube-scheduler',
  component: 'default-scheduler',
  start: (context) => {
    const list: WaitingList = new Map();
    const rested = withRests();
    const wake = () => (context.cached(kinds.pod).items().some(isWaiting) ? [everyPod] : []);
    return {
      triggers: [on(kinds.pod, wake), on(kinds.node, wake), on(kinds.claim, wake), on(kinds.volume, wake), on(kinds.storageClass, wake)],
      reconcile: () => rested(() => schedulePods(context, list)),
    };
  },
};

/**
 * Rounds with a rest after each that is as long as it took. Every claim that gets bound asks for a round, and each looks at all pods: without
 * rests hundreds of pods would leave no time for anything else.
 */
function withRests(): (round: () => Promise<number | undefined>) => Promise<number | undefined> {
  let restUntil = 0;
  return async (round) => {
    const start = performance.now();
    if (start < restUntil) return restUntil - start;
    try {
      return await round();
    } finally {
      const end = performance.now();
      restUntil = end + (end - start);
    }
  };
}

function isWaiting(pod: Pod): boolean {
  const ours = (pod.spec?.schedulerName ?? 'default-scheduler') === 'default-scheduler';
  return ours && !isAssigned(pod) && !isTerminating(pod) && (pod.spec?.schedulingGates ?? []).length === 0;
}

async function schedulePods(context: Context, list: WaitingList): Promise<number | undefined> {
  let facts = await readClusterFacts(context.port);
  const waiting = facts.pods.filter(isWaiting);
  const age = (pod: Pod) => `${pod.metadata.creationTimestamp ?? ''} ${pathOf(pod)}`;
  const ordered = waiting.toSorted((left, right) => (age(left) < age(right) ? -1 : 1));
  await attemptAll(ordered, async (pod) => {
    const changed = await schedulePod(context, { pod, facts, waiting: recall(list, pod) });
    facts = factsAfter(facts, changed);
  });
  return settle(list, waiting, performance.now());
}

interface Attempt {
  readonly pod: Pod;
  readonly facts: ClusterFacts;
  readonly waiting: WaitingPod;
}

/** Takes the pod one step further; returns what was written. */
async function schedulePod(context: Context, attempt: Attempt): Promise<Changed> {
  const { pod, facts, waiting } = attempt;
  if (waiting.wait !== undefined) return followWait(context, attempt, waiting.wait);
  if (waiting.notBefore > performance.now()) return [];
  const placement = choosePlacement(pod, { ...facts, givenBack: waiting.givenBack });
  if ('refusal' in placement) return refuse(context, pod, { reason: 'Unschedulable', message: placement.refusal });
  const node = placement.node.metadata.name;
  if (placement.provisions.length === 0) return assign(context, pod, node);
  const changed = await prepareVolumes(context.port, node, placement.provisions);
  waiting.wait = { node, provisions: placement.provisions };
  return changed;
}

/** Every claim is bound: the pod gets its node. One was given back: another node is looked for. */
async function followWait(context: Context, { pod, facts, waiting }: Attempt, wait: VolumeWait): Promise<Changed> {
  const outlook = judgeWait(pod, wait, facts);
  if (outlook === 'waits') return [];
  if (outlook === 'ready') return assign(context, pod, wait.node);
  giveNodeBack(waiting, performance.now());
  const message = `running PreBind plugin "VolumeBinding": binding volumes: ${outlook.failure}`;
  return refuse(context, pod, { reason: 'SchedulerError', message });
}

async function assign(context: Context, pod: Pod, node: string): Promise<Changed> {
  const bound = await bindPod(context, pod, node);
  const message = `Successfully assigned ${pathOf(pod)} to ${node}`;
  await context.record(pod, { type: 'Normal', reason: 'Scheduled', message });
  return [bound];
}

/** The pod stays unassigned until its claims are bound, as with the real one: a kubelet must not see it before. */
async function prepareVolumes(port: KubePort, node: string, provisions: readonly Provision[]): Promise<Changed> {
  const changed: Changed[number][] = [];
  for (const { claim, volume } of provisions) {
    if (volume !== undefined) changed.push(await ensureVolumeNames(port, volume, claim));
    else if (claim.metadata.annotations?.[volumeNames.selectedNode] !== node) {
      changed.push(await patchObject(port, kinds.claim, claim, { metadata: { annotations: { [volumeNames.selectedNode]: node } } }));
    }
  }
  return changed;
}

/** Says why the pod has no node, once per reason. */
async function refuse(context: Context, pod: Pod, why: { reason: string; message: string }): Promise<Changed> {
  const conditions = pod.status?.conditions ?? [];
  const known = conditions.find(({ type }) => type === 'PodScheduled');
  if (known?.message === why.message) return [];
  const condition = { type: 'PodScheduled', status: 'False', ...why, lastTransitionTime: context.clock.now().toISOString() };
  const others = conditions.filter(({ type }) => type !== 'PodScheduled');
  const refused = await patchStatus(context.port, kinds.pod, pod, { conditions: [...others, condition] });
  await context.record(pod, { type: 'Warning', reason: 'FailedScheduling', message: why.message });
  return [refused];
}
