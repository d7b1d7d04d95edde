import { scalableKinds } from '../../application/scalable.ts';
import type { AccessQuestion } from '../../../kube/client/port.ts';
import { neededProviderRights, neededRights, type RequiredAccess, usefulProviderRights, usefulRights } from './rights.ts';

/** Whom a role is given to, as in the subjects of a binding. */
export interface RoleSubject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  /** Of a service account. */
  readonly namespace?: string;
}

interface RoleRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface RoleObject {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly kind: 'ClusterRole' | 'ClusterRoleBinding';
  readonly metadata: { readonly name: string };
  readonly rules?: readonly RoleRule[];
  readonly roleRef?: { readonly apiGroup: string; readonly kind: 'ClusterRole'; readonly name: string };
  readonly subjects?: readonly object[];
}

/** A move that uses all that a move can use. Namespaces only have to differ: rights are asked for in every one. */
const everyMove: RequiredAccess = {
  namespace: 'claim',
  storageNamespace: 'storage',
  workspace: 'workspace',
  remote: true,
  guarded: true,
  makesClass: true,
  removesPods: true,
  pullsWithSecrets: true,
  wakesSets: true,
  scaledKinds: Object.values(scalableKinds),
  ownerKinds: [],
  tenants: ['tenant'],
};

/**
 * The least role that moves need in the cluster of the claims, from the table that the check goes by. It is for every namespace, since that of a
 * move's repository has a new name each time.
 */
export function renderConsumerRole(subject: RoleSubject | undefined): readonly RoleObject[] {
  return renderRole('liqoctl-move', [...neededRights(everyMove), ...usefulRights(everyMove)], subject);
}

/** The same in a provider, for kubeconfigs of the user's own; Liqo's tenants have what is needed. */
export function renderProviderRole(subject: RoleSubject | undefined): readonly RoleObject[] {
  return renderRole('liqoctl-move-provider', [...neededProviderRights('claim', true), ...usefulProviderRights('claim')], subject);
}

function renderRole(name: string, rights: readonly AccessQuestion[], subject: RoleSubject | undefined): readonly RoleObject[] {
  const apiGroup = 'rbac.authorization.k8s.io';
  const apiVersion = `${apiGroup}/v1` as const;
  const role = { apiVersion, kind: 'ClusterRole' as const, metadata: { name }, rules: rulesOf(rights) };
  if (subject === undefined) return [role];
  const given = subject.kind === 'ServiceAccount' ? subject : { apiGroup, ...subject };
  const roleRef = { apiGroup, kind: 'ClusterRole' as const, name };
  return [role, { apiVersion, kind: 'ClusterRoleBinding', metadata: { name }, roleRef, subjects: [given] }];
}

/** One rule for all resources of a group that allow the same. */
function rulesOf(rights: readonly AccessQuestion[]): readonly RoleRule[] {
  const verbsOf = new Map<string, Set<string>>();
  for (const { group, resource, subresource, verb } of rights) {
    const key = `${group} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
    verbsOf.set(key, (verbsOf.get(key) ?? new Set()).add(verb));
  }
  const resourcesOf = new Map<string, string[]>();
  for (const [key, verbs] of [...verbsOf].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const [group = '', resource = ''] = key.split(' ');
    const same = `${group} ${[...verbs].toSorted().join(',')}`;
    resourcesOf.set(same, [...(resourcesOf.get(same) ?? []), resource]);
  }
  return [...resourcesOf].map(([same, resources]) => {
    const [group = '', verbs = ''] = same.split(' ');
    return { apiGroups: [group], resources, verbs: verbs.split(',') };
  });
}
