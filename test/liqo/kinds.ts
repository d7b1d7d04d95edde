import type { Kind, Meta } from '../../src/kube/objects/kinds.ts';

export interface PolicyRule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

export interface ClusterRole {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  rules: PolicyRule[];
}

export interface RoleBinding {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  roleRef: { apiGroup: string; kind: string; name: string };
  subjects: { apiGroup: string; kind: string; name: string }[];
}

export const rbacKinds = {
  clusterRole: kindOf<ClusterRole>('ClusterRole', 'clusterroles', false),
  roleBinding: kindOf<RoleBinding>('RoleBinding', 'rolebindings', true),
} as const;

/** By which a peering is known to the consumer. */
interface PeeringObject {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  spec: Record<string, unknown>;
}

/** What liqoctl creates with a peering and `liqoctl unpeer` deletes (Liqo 1.2, core and authentication APIs). */
export const peeringKinds: Readonly<Record<'foreignCluster' | 'resourceSlice', Kind<PeeringObject>>> = {
  foreignCluster: { apiVersion: 'core.liqo.io/v1beta1', kind: 'ForeignCluster', plural: 'foreignclusters', namespaced: false },
  resourceSlice: { apiVersion: 'authentication.liqo.io/v1beta1', kind: 'ResourceSlice', plural: 'resourceslices', namespaced: true },
};

function kindOf<T>(kind: string, plural: string, namespaced: boolean): Kind<T> {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, plural, namespaced };
}
