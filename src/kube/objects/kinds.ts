import type {
  CoreV1Event,
  V1ConfigMap,
  V1Deployment,
  V1EndpointSlice,
  V1Job,
  V1Lease,
  V1LimitRange,
  V1Namespace,
  V1NetworkPolicy,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Pod,
  V1ReplicaSet,
  V1ResourceQuota,
  V1Secret,
  V1Service,
  V1StatefulSet,
  V1StorageClass,
  V1ValidatingAdmissionPolicy,
  V1ValidatingAdmissionPolicyBinding,
  V1VolumeAttachment,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';

/** An API type as it is on the wire: times are strings, nothing is renamed or dropped. */
export type Wire<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Wire<T[K]> } : T;

/** Metadata that every object from the server has. */
export interface Meta {
  name: string;
  namespace?: string;
  generateName?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** Built-in type `T` with metadata as above. */
type Built<T> = Omit<Wire<T>, 'metadata' | 'apiVersion' | 'kind'> & { apiVersion: string; kind: string; metadata: Meta };

export type Claim = Built<V1PersistentVolumeClaim>;
export type Volume = Built<V1PersistentVolume>;
export type StorageClass = Built<V1StorageClass>;
export type VolumeAttachment = Built<V1VolumeAttachment>;
export type Pod = Built<V1Pod>;
export type Job = Built<V1Job>;
export type StatefulSet = Built<V1StatefulSet>;
export type Deployment = Built<V1Deployment>;
export type ReplicaSet = Built<V1ReplicaSet>;
export type HorizontalPodAutoscaler = Built<V2HorizontalPodAutoscaler>;
export type Node = Built<V1Node>;
export type Namespace = Built<V1Namespace>;
export type Service = Built<V1Service>;
export type EndpointSlice = Built<V1EndpointSlice>;
export type Secret = Built<V1Secret>;
export type ConfigMap = Built<V1ConfigMap>;
export type Lease = Built<V1Lease>;
export type Event = Built<CoreV1Event>;
export type ResourceQuota = Built<V1ResourceQuota>;
export type LimitRange = Built<V1LimitRange>;
export type NetworkPolicy = Built<V1NetworkPolicy>;
export type AdmissionPolicy = Built<V1ValidatingAdmissionPolicy>;
export type AdmissionPolicyBinding = Built<V1ValidatingAdmissionPolicyBinding>;

/** How a type is addressed; `T` travels along for the compiler only. */
export interface Kind<T> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Never set: it carries `T`. */
  readonly of?: T;
}

function kindOf<T>(apiVersion: string, kind: string, plural: string, scope: 'namespaced' | 'cluster'): Kind<T> {
  return { apiVersion, kind, plural, namespaced: scope === 'namespaced' };
}

export const kinds = {
  claim: kindOf<Claim>('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', 'namespaced'),
  volume: kindOf<Volume>('v1', 'PersistentVolume', 'persistentvolumes', 'cluster'),
  storageClass: kindOf<StorageClass>('storage.k8s.io/v1', 'StorageClass', 'storageclasses', 'cluster'),
  volumeAttachment: kindOf<VolumeAttachment>('storage.k8s.io/v1', 'VolumeAttachment', 'volumeattachments', 'cluster'),
  pod: kindOf<Pod>('v1', 'Pod', 'pods', 'namespaced'),
  job: kindOf<Job>('batch/v1', 'Job', 'jobs', 'namespaced'),
  deployment: kindOf<Deployment>('apps/v1', 'Deployment', 'deployments', 'namespaced'),
  replicaSet: kindOf<ReplicaSet>('apps/v1', 'ReplicaSet', 'replicasets', 'namespaced'),
  autoscaler: kindOf<HorizontalPodAutoscaler>('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', 'namespaced'),
  statefulSet: kindOf<StatefulSet>('apps/v1', 'StatefulSet', 'statefulsets', 'namespaced'),
  node: kindOf<Node>('v1', 'Node', 'nodes', 'cluster'),
  namespace: kindOf<Namespace>('v1', 'Namespace', 'namespaces', 'cluster'),
  service: kindOf<Service>('v1', 'Service', 'services', 'namespaced'),
  endpointSlice: kindOf<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', 'namespaced'),
  secret: kindOf<Secret>('v1', 'Secret', 'secrets', 'namespaced'),
  configMap: kindOf<ConfigMap>('v1', 'ConfigMap', 'configmaps', 'namespaced'),
  lease: kindOf<Lease>('coordination.k8s.io/v1', 'Lease', 'leases', 'namespaced'),
  event: kindOf<Event>('v1', 'Event', 'events', 'namespaced'),
  resourceQuota: kindOf<ResourceQuota>('v1', 'ResourceQuota', 'resourcequotas', 'namespaced'),
  limitRange: kindOf<LimitRange>('v1', 'LimitRange', 'limitranges', 'namespaced'),
  networkPolicy: kindOf<NetworkPolicy>('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', 'namespaced'),
  admissionPolicy: kindOf<AdmissionPolicy>(
    'admissionregistration.k8s.io/v1',
    'ValidatingAdmissionPolicy',
    'validatingadmissionpolicies',
    'cluster',
  ),
  admissionPolicyBinding: kindOf<AdmissionPolicyBinding>(
    'admissionregistration.k8s.io/v1',
    'ValidatingAdmissionPolicyBinding',
    'validatingadmissionpolicybindings',
    'cluster',
  ),
} as const;
