import { failedWith } from '../../../../src/kube/client/errors.ts';
import { type Claim, kinds, type Pod, type StatefulSet } from '../../../../src/kube/objects/kinds.ts';
import { type Context, type ControllerKind, on } from '../controller.ts';
import {
  answerOf,
  isControlledBy,
  isTerminating,
  parseKey,
  pathsOfController,
  patchObject,
  patchStatus,
  pathOf,
  removeObject,
} from '../objects.ts';
import { isReady } from '../states.ts';
import { planSteps, type Step } from './replica-plan.ts';
import { ordinalOf, renderClaims, renderReplica, revisionLabel, revisionOf } from './replica.ts';
import { ownersFor } from './retention.ts';

/** Keeps the numbered pods of a set and their claims. */
export const statefulSetController: ControllerKind = {
  user: 'system:serviceaccount:kube-system:statefulset-controller',
  component: 'statefulset-controller',
  start: (context) => ({
    triggers: [on(kinds.statefulSet, (set) => [pathOf(set)]), on(kinds.pod, (pod) => pathsOfController(pod, 'StatefulSet'))],
    reconcile: (path) => reconcileSet(context, path),
  }),
};

async function reconcileSet(context: Context, path: string): Promise<void> {
  const { port } = context;
  const key = parseKey(path);
  const set = await port.find(kinds.statefulSet, key);
  if (set === undefined || isTerminating(set)) return;
  const pods = (await port.list(kinds.pod, { namespace: key.namespace ?? '' })).items.filter((pod) => isControlledBy(pod, set));
  await patchStatus(port, kinds.statefulSet, set, renderStatus(set, pods));
  for (const pod of pods) await ensureRetention(context, set, pod);
  for (const step of planSteps(set, pods)) await take(context, set, step);
}

function renderStatus(set: StatefulSet, pods: readonly Pod[]): object {
  const revision = revisionOf(set);
  const current = pods.filter((pod) => pod.metadata.labels?.[revisionLabel] === revision && !isTerminating(pod)).length;
  const ready = pods.filter((pod) => isReady(pod) && !isTerminating(pod)).length;
  return {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: pods.length,
    readyReplicas: ready,
    availableReplicas: ready,
    currentReplicas: current,
    updatedReplicas: current,
    currentRevision: revision,
    updateRevision: revision,
    collisionCount: 0,
  };
}

async function take(context: Context, set: StatefulSet, step: Step): Promise<void> {
  if (step.do === 'create') return createReplica(context, set, step.ordinal);
  if (step.do === 'equip') return ensureClaims(context, set, step.ordinal);
  const { name, namespace } = step.pod.metadata;
  if (step.why === 'ended') {
    const message = `StatefulSet ${namespace}/${set.metadata.name} is recreating failed Pod ${name}`;
    await context.record(set, { type: 'Warning', reason: 'RecreatingFailedPod', message });
  }
  await removeObject(context.port, kinds.pod, step.pod);
  const message = `delete Pod ${name} in StatefulSet ${set.metadata.name} successful`;
  await context.record(set, { type: 'Normal', reason: 'SuccessfulDelete', message });
}

/** What refuses the pod is said in an event; the thrown error puts the set into its back-off. */
async function createReplica(context: Context, set: StatefulSet, ordinal: number): Promise<void> {
  const pod = renderReplica(set, ordinal);
  const words = `create Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
  try {
    await ensureClaims(context, set, ordinal);
    await context.port.create(kinds.pod, pod);
    await context.record(set, { type: 'Normal', reason: 'SuccessfulCreate', message: `${words} successful` });
  } catch (error) {
    if (failedWith(error, 'alreadyExists')) throw error;
    await context.record(set, { type: 'Warning', reason: 'FailedCreate', message: `${words} failed error: ${answerOf(error)}` });
    throw error;
  }
}

async function ensureClaims(context: Context, set: StatefulSet, ordinal: number): Promise<void> {
  for (const claim of renderClaims(set, ordinal)) await ensureClaim(context, set, claim);
}

async function ensureClaim({ port, record }: Context, set: StatefulSet, claim: Claim): Promise<void> {
  const { name, namespace = '' } = claim.metadata;
  const existing = await port.find(kinds.claim, { name, namespace });
  if (existing !== undefined && isTerminating(existing)) throw new Error(`pvc ${name} is being deleted`);
  if (existing !== undefined) return;
  const words = `create Claim ${name} in StatefulSet ${set.metadata.name}`;
  try {
    await port.create(kinds.claim, {
      ...claim,
      metadata: { ...claim.metadata, ownerReferences: ownersFor(claim, { set, pod: undefined, condemned: false }) },
    });
    await record(set, { type: 'Normal', reason: 'SuccessfulCreate', message: `${words} success` });
  } catch (error) {
    await record(set, { type: 'Warning', reason: 'FailedCreate', message: `${words} failed error: ${answerOf(error)}` });
    throw error;
  }
}

async function ensureRetention({ port }: Context, set: StatefulSet, pod: Pod): Promise<void> {
  const ordinal = ordinalOf(set, pod);
  if (ordinal === undefined) return;
  const condemned = ordinal >= (set.spec?.replicas ?? 1);
  for (const { metadata } of renderClaims(set, ordinal)) {
    const claim = await port.find(kinds.claim, { name: metadata.name, namespace: metadata.namespace ?? '' });
    if (claim === undefined || isTerminating(claim)) continue;
    const ownerReferences = ownersFor(claim, { set, pod, condemned });
    if (JSON.stringify(ownerReferences) === JSON.stringify(claim.metadata.ownerReferences ?? [])) continue;
    await patchObject(port, kinds.claim, claim, { metadata: { ownerReferences } });
  }
}
