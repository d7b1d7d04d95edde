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

function kindOf<T>(kind: string, plural: string, namespaced: boolean): Kind<T> {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, plural, namespaced };
}
