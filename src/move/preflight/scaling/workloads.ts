import { type Deployment, type HorizontalPodAutoscaler, kinds, type ReplicaSet, type StatefulSet } from '../../../kube/objects/kinds.ts';
import type { KubePort } from '../../../kube/client/port.ts';
import type { MoveRequest } from '../../model/request.ts';

/** Of the claim's namespace: who may keep pods that use it, and who sets their counts. */
export interface Workloads {
  readonly statefulSets: readonly StatefulSet[];
  readonly deployments: readonly Deployment[];
  readonly replicaSets: readonly ReplicaSet[];
  readonly autoscalers: readonly HorizontalPodAutoscaler[];
}

/** Their kinds. */
export const workloadKinds = [kinds.statefulSet, kinds.deployment, kinds.replicaSet, kinds.autoscaler] as const;

/** Reads them with `--scale`; without, nothing is read. */
export async function readWorkloads(port: KubePort, { namespace, scale }: MoveRequest): Promise<Workloads | undefined> {
  if (scale !== true) return undefined;
  const [statefulSets, deployments, replicaSets, autoscalers] = await Promise.all([
    port.list(kinds.statefulSet, { namespace }),
    port.list(kinds.deployment, { namespace }),
    port.list(kinds.replicaSet, { namespace }),
    port.list(kinds.autoscaler, { namespace }),
  ]);
  return {
    statefulSets: statefulSets.items,
    deployments: deployments.items,
    replicaSets: replicaSets.items,
    autoscalers: autoscalers.items,
  };
}
