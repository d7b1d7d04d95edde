import { controllerIn } from '../../../kube/objects/identity.ts';
import type { Meta, OwnerReference, Pod } from '../../../kube/objects/kinds.ts';
import type { Scalable } from '../../application/scalable.ts';
import type { ScaledKind } from '../../model/application/scaled-owner.ts';
import type { Workloads } from './workloads.ts';

/** Who keeps a pod, and can be scaled. */
export interface PodKeeper {
  readonly kind: ScaledKind;
  readonly object: Scalable;
}

/** Who can be scaled so that the pod ends; undefined where nobody can: no owner, or one of another kind. */
export function keeperOf(pod: Pod, workloads: Workloads): PodKeeper | undefined {
  const reference = controllerIn(pod);
  const set = workloads.statefulSets.find(isReferred(reference));
  if (set !== undefined) return { kind: 'StatefulSet', object: set };
  const replicas = workloads.replicaSets.find(isReferred(reference));
  if (replicas === undefined) return undefined;
  const above = controllerIn(replicas);
  const deployment = workloads.deployments.find(isReferred(above));
  return deployment === undefined ? { kind: 'ReplicaSet', object: replicas } : { kind: 'Deployment', object: deployment };
}

function isReferred(reference: OwnerReference | undefined): (object: { metadata: Meta }) => boolean {
  return ({ metadata }) => reference !== undefined && metadata.uid === reference.uid;
}
