import type { Pod } from '../kube/objects/kinds.ts';

type PodSpec = NonNullable<Pod['spec']>;

/** What a site asks of every pod that a move runs. */
export interface PodWishes {
  /** Secrets in the pod's own namespace by which its images are pulled. */
  readonly pullSecrets?: readonly string[];
  readonly priorityClass?: string;
}

export function renderWishes({ pullSecrets = [], priorityClass }: PodWishes): Pick<PodSpec, 'imagePullSecrets' | 'priorityClassName'> {
  return {
    ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
    ...(priorityClass !== undefined && { priorityClassName: priorityClass }),
  };
}

/** What empties nodes to save some would end the copy in its middle (annotations of cluster-autoscaler and Karpenter). */
export const undisturbedAnnotations: Readonly<Record<string, string>> = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
};
