import type { CoreV1Event } from '@kubernetes/client-node';
import type {
  Claim,
  EndpointSlice,
  Job,
  Lease,
  Namespace,
  Node,
  Pod,
  Secret,
  Service,
  StatefulSet,
  StorageClass,
  Volume,
  VolumeAttachment,
  Wire,
} from '../../../src/kube/objects/kinds.ts';
import { ageOf, formatDuration } from './age.ts';
import { type ApiObject, valueAt } from './object.ts';
import { podReady, podRestarts, podStatus } from './pod-columns.ts';
import { classOf } from './storage-class.ts';

/** One column of a kind's table. */
export interface Column {
  readonly name: string;
  /** Shown with `-o wide` only. */
  readonly wide?: boolean;
  readonly type?: 'string' | 'integer';
  /** Undefined is shown as `<none>`. */
  cell(object: ApiObject): string | number | undefined;
}

function column<T>(name: string, cell: (object: T) => string | number | undefined): Column {
  return { name, cell: (object) => cell(object as unknown as T) };
}

function wide<T>(name: string, cell: (object: T) => string | number | undefined): Column {
  return { ...column(name, cell), wide: true };
}

const name = column<ApiObject>('Name', ({ metadata }) => metadata.name);
const age = column<ApiObject>('Age', ({ metadata }) => ageOf(metadata.creationTimestamp));
const count = (title: string, cell: (object: ApiObject) => number): Column => ({ ...column(title, cell), type: 'integer' });

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};
const modes = (list: readonly string[] = []) => list.map((mode) => shortModes[mode] ?? mode).join(',');
const pairs = (map: Record<string, string> | undefined) =>
  Object.entries(map ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',') || undefined;
const phase = (object: ApiObject) =>
  object.metadata.deletionTimestamp === undefined ? ((valueAt(object, 'status.phase') as string | undefined) ?? '') : 'Terminating';
const unset = '<unset>';

/** The columns of a kind; name and age for one without its own. */
export function columnsOf(plural: string): readonly Column[] {
  // The name of an event is not worth the first column.
  return plural === 'events' ? eventColumns : [name, ...(tables[plural] ?? [age])];
}

const eventColumns: readonly Column[] = [
  column<Wire<CoreV1Event>>('Last Seen', (event) => ageOf(event.lastTimestamp ?? event.eventTime ?? event.firstTimestamp)),
  column<Wire<CoreV1Event>>('Type', (event) => event.type),
  column<Wire<CoreV1Event>>('Reason', (event) => event.reason),
  column<Wire<CoreV1Event>>('Object', ({ involvedObject: about }) => `${about.kind?.toLowerCase()}/${about.name}`),
  wide<Wire<CoreV1Event>>('Source', (event) => event.source?.component ?? event.reportingComponent),
  column<Wire<CoreV1Event>>('Message', (event) => (event.message ?? '').trim()),
  wide<Wire<CoreV1Event>>('Count', (event) => event.count ?? 1),
  wide<ApiObject>('Name', ({ metadata }) => metadata.name),
];

const tables: Readonly<Record<string, readonly Column[]>> = {
  pods: [
    column<Pod>('Ready', podReady),
    column<Pod>('Status', podStatus),
    column<Pod>('Restarts', podRestarts),
    age,
    wide<Pod>('IP', (pod) => pod.status?.podIP),
    wide<Pod>('Node', (pod) => pod.spec?.nodeName),
    wide<Pod>('Nominated Node', (pod) => pod.status?.nominatedNodeName),
    wide<Pod>('Readiness Gates', () => undefined),
  ],
  persistentvolumeclaims: [
    column('Status', phase),
    column<Claim>('Volume', (claim) => claim.spec?.volumeName ?? ''),
    column<Claim>('Capacity', (claim) => (claim.spec?.volumeName === undefined ? '' : (claim.status?.capacity?.['storage'] ?? ''))),
    column<Claim>('Access Modes', (claim) => (claim.spec?.volumeName === undefined ? '' : modes(claim.status?.accessModes))),
    column<Claim>('StorageClass', classOf),
    column<Claim>('VolumeAttributesClass', (claim) => claim.spec?.volumeAttributesClassName ?? unset),
    age,
    wide<Claim>('VolumeMode', (claim) => claim.spec?.volumeMode),
  ],
  persistentvolumes: [
    column<Volume>('Capacity', (volume) => volume.spec?.capacity?.['storage']),
    column<Volume>('Access Modes', (volume) => modes(volume.spec?.accessModes)),
    column<Volume>('Reclaim Policy', (volume) => volume.spec?.persistentVolumeReclaimPolicy),
    column('Status', phase),
    column<Volume>('Claim', ({ spec }) => (spec?.claimRef === undefined ? '' : `${spec.claimRef.namespace}/${spec.claimRef.name}`)),
    column<Volume>('StorageClass', classOf),
    column<Volume>('VolumeAttributesClass', (volume) => volume.spec?.volumeAttributesClassName ?? unset),
    column<Volume>('Reason', (volume) => volume.status?.reason ?? ''),
    age,
    wide<Volume>('VolumeMode', (volume) => volume.spec?.volumeMode),
  ],
  storageclasses: [
    column<StorageClass>('Provisioner', (each) => each.provisioner),
    column<StorageClass>('ReclaimPolicy', (each) => each.reclaimPolicy ?? 'Delete'),
    column<StorageClass>('VolumeBindingMode', (each) => each.volumeBindingMode ?? 'Immediate'),
    column<StorageClass>('AllowVolumeExpansion', (each) => String(each.allowVolumeExpansion ?? false)),
    age,
  ],
  volumeattributesclasses: [column<ApiObject>('DriverName', ({ driverName }) => String(driverName)), age],
  nodes: [
    column<Node>('Status', nodeStatus),
    column('Roles', nodeRoles),
    age,
    column<Node>('Version', (node) => node.status?.nodeInfo?.kubeletVersion ?? ''),
    wide<Node>('Internal-IP', (node) => node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address),
    wide<Node>('External-IP', (node) => node.status?.addresses?.find(({ type }) => type === 'ExternalIP')?.address),
    wide<Node>('OS-Image', (node) => node.status?.nodeInfo?.osImage ?? '<unknown>'),
    wide<Node>('Kernel-Version', (node) => node.status?.nodeInfo?.kernelVersion ?? '<unknown>'),
    wide<Node>('Container-Runtime', (node) => node.status?.nodeInfo?.containerRuntimeVersion ?? '<unknown>'),
  ],
  namespaces: [column<Namespace>('Status', (each) => each.status?.phase), age],
  jobs: [
    column<Job>('Status', jobStatus),
    column<Job>('Completions', (job) => `${job.status?.succeeded ?? 0}/${job.spec?.completions ?? 1}`),
    column<Job>('Duration', jobDuration),
    age,
    wide<Job>('Containers', (job) => job.spec?.template.spec?.containers.map((each) => each.name).join(',')),
    wide<Job>('Images', (job) => job.spec?.template.spec?.containers.map((each) => each.image).join(',')),
    wide<Job>('Selector', (job) => pairs(job.spec?.selector?.matchLabels)),
  ],
  statefulsets: [
    column<StatefulSet>('Ready', (set) => `${set.status?.readyReplicas ?? 0}/${set.spec?.replicas ?? 0}`),
    age,
    wide<StatefulSet>('Containers', (set) => set.spec?.template.spec?.containers.map((each) => each.name).join(',')),
    wide<StatefulSet>('Images', (set) => set.spec?.template.spec?.containers.map((each) => each.image).join(',')),
  ],
  services: [
    column<Service>('Type', (service) => service.spec?.type),
    column<Service>('Cluster-IP', (service) => service.spec?.clusterIP),
    column('External-IP', () => undefined),
    column<Service>('Port(s)', (service) => service.spec?.ports?.map(({ port, protocol = 'TCP' }) => `${port}/${protocol}`).join(',')),
    age,
    wide<Service>('Selector', (service) => pairs(service.spec?.selector)),
  ],
  secrets: [
    column<Secret>('Type', (secret) => secret.type),
    count('Data', (secret) => Object.keys((secret['data'] as object | undefined) ?? {}).length),
    age,
  ],
  configmaps: [
    count('Data', (map) => Object.keys({ ...(map['data'] as object | undefined), ...(map['binaryData'] as object | undefined) }).length),
    age,
  ],
  leases: [column<Lease>('Holder', (lease) => lease.spec?.holderIdentity), age],
  endpointslices: [
    column<EndpointSlice>('AddressType', (slice) => slice.addressType),
    column<EndpointSlice>('Ports', (slice) => slice.ports?.map(({ port }) => port).join(',') ?? '<unset>'),
    column<EndpointSlice>('Endpoints', (slice) => slice.endpoints.flatMap(({ addresses }) => addresses).join(',') || '<unset>'),
    age,
  ],
  volumeattachments: [
    column<VolumeAttachment>('Attacher', (each) => each.spec.attacher),
    column<VolumeAttachment>('PV', (each) => each.spec.source.persistentVolumeName),
    column<VolumeAttachment>('Node', (each) => each.spec.nodeName),
    column<VolumeAttachment>('Attached', (each) => String(each.status?.attached ?? false)),
    age,
  ],
};

function nodeStatus(node: Node): string {
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  const words = ready === 'True' ? 'Ready' : ready === undefined ? 'Unknown' : 'NotReady';
  return node.spec?.unschedulable === true ? `${words},SchedulingDisabled` : words;
}

function nodeRoles({ metadata }: ApiObject): string | undefined {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith(prefix))
    .map((label) => label.slice(prefix.length));
  return roles.toSorted().join(',') || undefined;
}

function jobStatus(job: Job): string {
  const holds = (type: string) =>
    job.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true;
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (holds('Suspended')) return 'Suspended';
  return holds('FailureTarget') ? 'FailureTarget' : 'Running';
}

function jobDuration(job: Job): string {
  const { startTime, completionTime } = job.status ?? {};
  if (startTime === undefined) return '';
  const end = completionTime === undefined ? Date.now() : Date.parse(completionTime);
  return formatDuration((end - Date.parse(startTime)) / 1000);
}
