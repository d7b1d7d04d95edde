import { type Deployment, type Kind, kinds, type ReplicaSet, type StatefulSet } from '../../kube/objects/kinds.ts';
import { failedWith } from '../../kube/client/errors.ts';
import { patchExactly } from '../../kube/client/exact-writes.ts';
import { isOfThisMove, ownerOf } from '../held/owner-of.ts';
import type { ScaledKind, ScaledOwner } from '../model/application/scaled-owner.ts';
import type { Move } from '../model/move.ts';
import { moveLabels } from '../model/names.ts';

/** What has a number of replicas that can be set. */
export type Scalable = StatefulSet | Deployment | ReplicaSet;

export const scalableKinds: Readonly<Record<ScaledKind, Kind<Scalable>>> = {
  StatefulSet: kinds.statefulSet,
  Deployment: kinds.deployment,
  ReplicaSet: kinds.replicaSet,
};

/** Kubernetes takes an absent count for 1. */
export function replicasOf({ spec }: Scalable): number {
  return spec?.replicas ?? 1;
}

/** Whether it is a set that deletes claims of its templates, and their data, when it is scaled down. */
export function deletesClaims({ spec }: Scalable): boolean {
  return (
    spec !== undefined &&
    'persistentVolumeClaimRetentionPolicy' in spec &&
    spec.persistentVolumeClaimRetentionPolicy?.whenScaled === 'Delete'
  );
}

/** The owner as the journal knows it; undefined where it is gone, or another one of its name. */
export async function findScaled({ consumer }: Pick<Move, 'consumer'>, owner: ScaledOwner): Promise<Scalable | undefined> {
  const { kind, namespace, name, uid } = owner;
  const found = await consumer.find(scalableKinds[kind], { namespace, name });
  return found?.metadata.uid === uid ? found : undefined;
}

/**
 * Whether this move has scaled it and not yet back: it says so itself, in labels that are written together with the count. Not in annotations, for
 * those of a Deployment are copied to its ReplicaSets and stay there (deployment controller, SetNewReplicaSetAnnotations).
 */
export function isScaledByMove({ metadata: { labels } }: Scalable, { journal: { value } }: Pick<Move, 'journal'>): boolean {
  return labels?.[moveLabels.id] === value.id && isOfThisMove({ metadata: { name: '', annotations: labels } }, value);
}

/** Labels that say by which holder of the move it is scaled; null takes them off. */
export function scaleMarks(move: Move): Record<string, string> {
  return { ...ownerOf(move).marks };
}

export const noScaleMarks = { [moveLabels.id]: null, [moveLabels.fencingToken]: null, [moveLabels.requestedAt]: null };

/**
 * Writes labels, and a count where one is given, into exactly what was read, and only while no later holder has marked it. Throws KubeError
 * `conflict` where it has changed since, and AppError `move` where the move is another holder's by now.
 */
export async function patchScalable(
  move: Move,
  { owner, object }: { owner: ScaledOwner; object: Scalable },
  { labels, replicas }: { labels: Readonly<Record<string, string | null>>; replicas?: number },
): Promise<void> {
  const { name, labels: standing } = object.metadata;
  ownerOf(move).refuseStale({ metadata: { name, ...(standing !== undefined && { annotations: standing }) } });
  const patch = { metadata: { labels }, ...(replicas !== undefined && { spec: { replicas } }) };
  try {
    await patchExactly(move.consumer, { kind: scalableKinds[owner.kind], object }, patch);
  } catch (error) {
    // Gone in this moment: the next look says so.
    if (!failedWith(error, 'notFound')) throw error;
  }
}
