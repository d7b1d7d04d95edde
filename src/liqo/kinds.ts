import type { Kind, Meta } from '../kube/objects/kinds.ts';

export interface OffloadingCondition {
  type: 'OffloadingRequired' | 'Ready';
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** `offloading.liqo.io/v1beta1`, always named `offloading`. */
export interface NamespaceOffloading {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  spec: {
    namespaceMappingStrategy?: 'DefaultName' | 'EnforceSameName' | 'SelectedName';
    remoteNamespaceName?: string;
    podOffloadingStrategy?: 'LocalAndRemote' | 'Local' | 'Remote';
    clusterSelector?: { nodeSelectorTerms: { matchExpressions?: { key: string; operator: string; values?: string[] }[] }[] };
  };
  status?: {
    remoteNamespaceName?: string;
    offloadingPhase?: string;
    /** Keyed by provider cluster id. */
    remoteNamespacesConditions?: Record<string, OffloadingCondition[]>;
    observedGeneration?: number;
  };
}

/** `offloading.liqo.io/v1beta1`, in the tenant namespace of the provider. */
export interface VirtualNode {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  spec: {
    clusterID: string;
    createNode?: boolean;
    kubeconfigSecretRef?: { name: string };
    storageClasses?: { storageClassName: string; default?: boolean }[];
    labels?: Record<string, string>;
  };
  status?: { conditions?: { type: string; status: string }[] };
}

/** `offloading.liqo.io/v1beta1`: a pod in a provider, made by the virtual kubelet. */
export interface ShadowPod {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  spec: { pod: Record<string, unknown> };
  status?: { phase?: string };
}

function offloadingKind<T>(kind: string, plural: string): Kind<T> {
  return { apiVersion: 'offloading.liqo.io/v1beta1', kind, plural, namespaced: true };
}

export const liqoKinds = {
  namespaceOffloading: offloadingKind<NamespaceOffloading>('NamespaceOffloading', 'namespaceoffloadings'),
  virtualNode: offloadingKind<VirtualNode>('VirtualNode', 'virtualnodes'),
  shadowPod: offloadingKind<ShadowPod>('ShadowPod', 'shadowpods'),
} as const;
