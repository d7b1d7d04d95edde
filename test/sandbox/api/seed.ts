import { apiVersionOf, kindNamed } from './kinds.ts';
import type { ApiObject, Fields } from './object.ts';
import type { Rule } from './authorization.ts';
import { asBorn, type Store } from './store.ts';

const readVerbs = ['get', 'list', 'watch'];
const allVerbs = ['*'];
const everything: Rule = { verbs: allVerbs, apiGroups: ['*'], resources: ['*'] };

interface SeededRole {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** Who has it everywhere. */
  readonly groups?: readonly string[];
  readonly users?: readonly string[];
}

/** The roles that a cluster has from the start, as wide as the sandbox's own parts need them. */
const seededRoles: readonly SeededRole[] = [
  { name: 'cluster-admin', rules: [everything, { verbs: ['*'], nonResourceURLs: ['*'] }], groups: ['system:masters'] },
  {
    name: 'system:basic-user',
    rules: [
      { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'] },
      { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
    ],
    groups: ['system:authenticated'],
  },
  {
    name: 'system:controller',
    rules: [everything],
    groups: ['system:serviceaccounts:kube-system', 'system:serviceaccounts:liqo'],
    users: ['system:kube-controller-manager'],
  },
  {
    name: 'system:kube-scheduler',
    rules: [
      { verbs: readVerbs, apiGroups: ['*'], resources: ['*'] },
      { verbs: ['create', 'patch', 'update'], apiGroups: [''], resources: ['events', 'pods/binding', 'pods/status'] },
      { verbs: ['delete'], apiGroups: [''], resources: ['pods'] },
      { verbs: ['update', 'patch'], apiGroups: [''], resources: ['persistentvolumeclaims', 'persistentvolumes'] },
      { verbs: allVerbs, apiGroups: ['coordination.k8s.io'], resources: ['leases'] },
    ],
    users: ['system:kube-scheduler'],
  },
  {
    name: 'system:node',
    rules: [
      { verbs: readVerbs, apiGroups: ['*'], resources: ['*'] },
      { verbs: allVerbs, apiGroups: [''], resources: ['pods', 'pods/status', 'nodes', 'nodes/status', 'events'] },
      { verbs: allVerbs, apiGroups: ['coordination.k8s.io'], resources: ['leases'] },
      { verbs: ['patch', 'update'], apiGroups: [''], resources: ['persistentvolumeclaims/status'] },
    ],
    groups: ['system:nodes'],
  },
  { name: 'admin', rules: [{ verbs: allVerbs, apiGroups: ['', 'apps', 'batch', 'discovery.k8s.io'], resources: ['*'] }] },
  { name: 'edit', rules: [{ verbs: allVerbs, apiGroups: ['', 'apps', 'batch'], resources: ['*'] }] },
  { name: 'view', rules: [{ verbs: readVerbs, apiGroups: ['', 'apps', 'batch', 'discovery.k8s.io'], resources: ['*'] }] },
];

/** Puts in place what every cluster has from the start: its namespaces and its default roles. */
export function seed(store: Store, at: Date): void {
  const add = (plural: string, name: string, fields: Fields) => store.add(kindNamed(plural), asBorn(render(plural, name, fields), at));
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
    const metadata = { labels: { 'kubernetes.io/metadata.name': name } };
    add('namespaces', name, { metadata, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } });
  }
  for (const { name, rules, groups = [], users = [] } of seededRoles) {
    add('clusterroles', name, { rules });
    const subject = (kind: string) => (each: string) => ({ kind, name: each, apiGroup: 'rbac.authorization.k8s.io' });
    const subjects = [...groups.map(subject('Group')), ...users.map(subject('User'))];
    if (subjects.length === 0) continue;
    add('clusterrolebindings', name, { subjects, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name } });
  }
}

function render(plural: string, name: string, fields: Fields): ApiObject {
  const kind = kindNamed(plural);
  const metadata = { ...(fields['metadata'] as Fields | undefined), name };
  return { apiVersion: apiVersionOf(kind), kind: kind.kind, ...fields, metadata };
}
