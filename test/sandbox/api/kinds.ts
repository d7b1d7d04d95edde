/** What the server knows about one kind. */
export interface ResourceKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly subresources: readonly string[];
  /** `all` puts a kind into `kubectl get all`. */
  readonly categories: readonly string[];
  /** Which rule names follow. */
  readonly names: 'subdomain' | 'label' | 'service' | 'path';
}

interface KindRow {
  short?: string;
  scope?: 'cluster';
  sub?: string;
  names?: ResourceKind['names'];
  all?: true;
}

function kind(apiVersion: string, name: string, plural: string, row: KindRow = {}): ResourceKind {
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  const words = (text: string | undefined) => text?.split(' ') ?? [];
  return {
    group,
    version,
    kind: name,
    plural,
    shortNames: words(row.short),
    namespaced: row.scope !== 'cluster',
    subresources: words(row.sub),
    categories: row.all ? ['all'] : [],
    names: row.names ?? 'subdomain',
  };
}

const offloading = 'offloading.liqo.io/v1beta1';
const rbac = 'rbac.authorization.k8s.io/v1';
const admission = 'admissionregistration.k8s.io/v1';

/** Every kind that is stored and served. Adding one is a line here (columns.ts has columns for those that deserve some). */
export const resourceKinds: readonly ResourceKind[] = [
  kind('v1', 'Namespace', 'namespaces', { short: 'ns', scope: 'cluster', sub: 'status finalize', names: 'label' }),
  kind('v1', 'Node', 'nodes', { short: 'no', scope: 'cluster', sub: 'status' }),
  kind('v1', 'Pod', 'pods', { short: 'po', sub: 'status binding log exec', all: true }),
  kind('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', { short: 'pvc', sub: 'status' }),
  kind('v1', 'PersistentVolume', 'persistentvolumes', { short: 'pv', scope: 'cluster', sub: 'status' }),
  kind('v1', 'Service', 'services', { short: 'svc', sub: 'status', names: 'service', all: true }),
  kind('v1', 'Endpoints', 'endpoints', { short: 'ep' }),
  kind('v1', 'Secret', 'secrets'),
  kind('v1', 'ConfigMap', 'configmaps', { short: 'cm' }),
  kind('v1', 'Event', 'events', { short: 'ev' }),
  kind('v1', 'ServiceAccount', 'serviceaccounts', { short: 'sa' }),
  kind('v1', 'ResourceQuota', 'resourcequotas', { short: 'quota', sub: 'status' }),
  kind('v1', 'LimitRange', 'limitranges', { short: 'limits' }),
  kind('apps/v1', 'StatefulSet', 'statefulsets', { short: 'sts', sub: 'status scale', all: true }),
  kind('apps/v1', 'Deployment', 'deployments', { short: 'deploy', sub: 'status scale', all: true }),
  kind('apps/v1', 'ReplicaSet', 'replicasets', { short: 'rs', sub: 'status scale', all: true }),
  kind('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', { short: 'hpa', sub: 'status', all: true }),
  kind('batch/v1', 'Job', 'jobs', { sub: 'status', all: true }),
  kind('storage.k8s.io/v1', 'StorageClass', 'storageclasses', { short: 'sc', scope: 'cluster' }),
  kind('storage.k8s.io/v1', 'VolumeAttributesClass', 'volumeattributesclasses', { short: 'vac', scope: 'cluster' }),
  kind('storage.k8s.io/v1', 'VolumeAttachment', 'volumeattachments', { scope: 'cluster', sub: 'status' }),
  kind('coordination.k8s.io/v1', 'Lease', 'leases'),
  kind('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices'),
  kind('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', { short: 'netpol' }),
  kind(rbac, 'Role', 'roles', { names: 'path' }),
  kind(rbac, 'RoleBinding', 'rolebindings', { names: 'path' }),
  kind(rbac, 'ClusterRole', 'clusterroles', { scope: 'cluster', names: 'path' }),
  kind(rbac, 'ClusterRoleBinding', 'clusterrolebindings', { scope: 'cluster', names: 'path' }),
  kind(admission, 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies', { scope: 'cluster', sub: 'status' }),
  kind(admission, 'ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', { scope: 'cluster' }),
  kind(offloading, 'NamespaceOffloading', 'namespaceoffloadings', { short: 'nso nsof nsoff', sub: 'status' }),
  kind(offloading, 'NamespaceMap', 'namespacemaps', { short: 'nm nsmap', sub: 'status' }),
  kind(offloading, 'VirtualNode', 'virtualnodes', { short: 'vn vnode', sub: 'status' }),
  kind(offloading, 'ShadowPod', 'shadowpods', { short: 'sp', sub: 'status' }),
  kind('authentication.liqo.io/v1beta1', 'ResourceSlice', 'resourceslices', { sub: 'status' }),
  kind('core.liqo.io/v1beta1', 'ForeignCluster', 'foreignclusters', { short: 'fc', scope: 'cluster', sub: 'status' }),
];

/** The `apiVersion` that objects of the kind carry. */
export function apiVersionOf(kind: ResourceKind): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** `jobs.batch`, or `pods` in the core group: how messages call the resource. */
export function qualifiedResource(kind: ResourceKind): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

/** A kind that must be in the table, for the server's own use. */
export function kindNamed(plural: string): ResourceKind {
  const found = resourceKinds.find((kind) => kind.plural === plural);
  if (found === undefined) throw new Error(`no kind ${plural} in the table`);
  return found;
}
