import { kubectl } from '../../../base/hint.ts';
import { controllerIn } from '../../../kube/objects/identity.ts';
import { kinds, type StatefulSet } from '../../../kube/objects/kinds.ts';
import { deletesClaims } from '../../application/scalable.ts';
import { nameOwner } from '../../model/application/scaled-owner.ts';
import type { Refusal } from '../../model/outcome.ts';
import type { CheckGroup } from '../checks/check.ts';
import type { Facts } from '../facts/facts.ts';
import { judgeAutoscalers } from './autoscalers.ts';
import { type PlannedScaling, planScaling } from './plan-scaling.ts';
import { workloadKinds } from './workloads.ts';

/** Reasons not to scale who keeps the pods; pods that nobody scales are refused as they are without `--scale`. */
export const scaleChecks: CheckGroup = {
  reads: [kinds.pod, ...workloadKinds].map(({ plural }) => plural),
  checks: [
    (facts) =>
      planScaling(facts).flatMap((planned) => [
        ...losesClaims(planned, facts),
        ...isRun(planned),
        ...isGoing(planned),
        ...wouldUpdate(planned),
      ]),
    (facts) => planScaling(facts).flatMap(({ owner }) => judgeAutoscalers(facts.workloads, owner).refusals),
  ],
};

/** Claims of every template of the set. Where the one that is moved is among them, the checks of its owners say so already. */
function losesClaims({ keeper, owner: { name, namespace } }: PlannedScaling, { templateSets }: Facts): Refusal[] {
  if (keeper.kind !== 'StatefulSet' || templateSets.some(({ metadata: { uid } }) => uid === keeper.object.metadata.uid)) return [];
  const { volumeClaimTemplates = [] } = (keeper.object as StatefulSet).spec ?? {};
  if (volumeClaimTemplates.length === 0 || !deletesClaims(keeper.object)) return [];
  const retain = '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Retain"}}}';
  return [
    {
      check: 'scale-deletes-claims',
      message: `StatefulSet ${name} deletes claims and their data when it is scaled down (persistentVolumeClaimRetentionPolicy.whenScaled=Delete)`,
      next: [kubectl(`patch statefulset ${name} -n ${namespace} --type merge -p '${retain}'`, 'keeps them')],
    },
  ];
}

/** Whoever has made the owner decides on its count, and would set it again. */
function isRun({ keeper, owner }: PlannedScaling): Refusal[] {
  const above = controllerIn(keeper.object);
  if (above === undefined) return [];
  return [
    {
      check: 'scale-owner-is-run',
      message: `${nameOwner(owner)} is run by ${above.kind} ${above.name}, which would scale it up again`,
      next: [`stop ${above.kind} ${above.name} in the way that its operator has for it, then move without --scale`],
    },
  ];
}

function isGoing({ keeper: { object }, owner }: PlannedScaling): Refusal[] {
  if (object.metadata.deletionTimestamp === undefined) return [];
  return [
    {
      check: 'scale-owner-terminating',
      message: `${nameOwner(owner)} is being deleted since ${object.metadata.deletionTimestamp}`,
      next: [kubectl(`get ${owner.kind.toLowerCase()} ${owner.name} -n ${owner.namespace}`, 'wait until it is gone, then move')],
    },
  ];
}

/**
 * A StatefulSet with OnDelete, or with a partition, holds back a change of its pods. Those that are made again have it, and at 0 replicas the
 * controller takes the change for rolled out (kubernetes/pkg/controller/statefulset, completeRollingUpdate).
 */
function wouldUpdate({ keeper, owner: { name, namespace } }: PlannedScaling): Refusal[] {
  if (keeper.kind !== 'StatefulSet') return [];
  const how = howHeldBack(keeper.object as StatefulSet);
  if (how === undefined) return [];
  return [
    {
      check: 'scale-would-update',
      message: `StatefulSet ${name} holds back a change of its pods (${how}), which scaling would roll out`,
      next: [
        kubectl(`rollout history statefulset ${name} -n ${namespace}`, 'roll it out or back, then move'),
        kubectl(`scale statefulset ${name} -n ${namespace} --replicas=0`, 'rolls it out all the same; move without --scale then'),
      ],
    },
  ];
}

function howHeldBack({ spec, status }: StatefulSet): string | undefined {
  const { currentRevision, updateRevision } = status ?? {};
  if (updateRevision === undefined || currentRevision === updateRevision) return undefined;
  const { type, rollingUpdate } = spec?.updateStrategy ?? {};
  if (type === 'OnDelete') return 'OnDelete';
  return (rollingUpdate?.partition ?? 0) > 0 ? 'partition' : undefined;
}
