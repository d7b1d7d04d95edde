import type { Pod, StatefulSet } from '../../../kube/objects/kinds.ts';
import { replicasOf, type Scalable } from '../../application/scalable.ts';
import { hasTemplateOf } from '../../claim/owners.ts';
import { isTerminal } from '../../claim/finished-pods.ts';
import type { ScaledOwner } from '../../model/application/scaled-owner.ts';
import type { Facts } from '../facts/facts.ts';
import { keeperOf, type PodKeeper } from './pod-keeper.ts';

/** An owner that would be scaled, and how. */
export interface PlannedScaling {
  readonly keeper: PodKeeper;
  readonly owner: ScaledOwner;
}

type Known = Pick<Facts, 'mounters' | 'workloads' | 'request'>;

/** Who would be scaled, and to what, so that no pod uses the claim; nobody without `--scale`. */
export function planScaling({ mounters, workloads, request }: Known): readonly PlannedScaling[] {
  if (workloads === undefined) return [];
  const running = mounters.flatMap(({ pod }) => (isTerminal(pod) ? [] : [pod]));
  const kept = running.flatMap((pod) => keeperOf(pod, workloads) ?? []);
  // Their pod may just be on its way.
  const templated = workloads.statefulSets.filter((set) => hasTemplateOf(set, request.claim)).map(keeperOfSet);
  const keepers = new Map([...kept, ...templated].map((keeper) => [keeper.object.metadata.uid, keeper]));
  return [...keepers.values()].flatMap((keeper) => {
    const owner = scaledOwner(keeper, running, request);
    return owner.scaledTo < owner.replicas ? [{ keeper, owner }] : [];
  });
}

/** Whether the pod ends when they are scaled. */
export function endsWith(pod: Pod, workloads: Facts['workloads']): boolean {
  return workloads !== undefined && keeperOf(pod, workloads) !== undefined;
}

function keeperOfSet(object: StatefulSet): PodKeeper {
  return { kind: 'StatefulSet', object };
}

function scaledOwner({ kind, object }: PodKeeper, running: readonly Pod[], { namespace, claim }: Known['request']): ScaledOwner {
  const { name, uid = '' } = object.metadata;
  const scaledTo = kind === 'StatefulSet' ? countBelow(object as StatefulSet, running, claim) : 0;
  return { kind, namespace, name, uid, replicas: replicasOf(object), scaledTo };
}

/**
 * How many replicas a StatefulSet can keep. The claim of a template belongs to one ordinal; a set removes its highest ordinals first, so those below it go
 * on. A claim in the pod template belongs to all. Ordinals count from `spec.ordinals.start` (Kubernetes 1.31).
 */
function countBelow(set: StatefulSet, running: readonly Pod[], claim: string): number {
  if (!hasTemplateOf(set, claim) || isShared(set, claim)) return 0;
  const own = running.filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === set.metadata.uid));
  const ordinals = [claim, ...own.map(({ metadata }) => metadata.name)].map((name) => Number(/\d+$/.exec(name)?.[0] ?? 0));
  return Math.max(0, Math.min(...ordinals) - (set.spec?.ordinals?.start ?? 0));
}

function isShared({ spec }: Scalable, claim: string): boolean {
  return spec?.template?.spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim) ?? false;
}
