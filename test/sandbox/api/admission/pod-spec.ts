import type { Pod } from '../../../../src/kube/objects/kinds.ts';
import { fillAbsent } from '../defaults.ts';
import { type Cause, fieldErrors } from '../status.ts';

export type PodSpec = NonNullable<Pod['spec']>;
type Container = PodSpec['containers'][number];
type Volume = NonNullable<PodSpec['volumes']>[number];
type Probe = NonNullable<Container['readinessProbe']>;

const fileMode = 0o644;

/** The defaults of a pod's spec, also within a template. Changes `spec`. */
export function fillPodSpec(spec: PodSpec): void {
  fillAbsent(spec, {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
  });
  for (const container of containersOf(spec)) fillContainer(container);
  for (const volume of spec.volumes ?? []) fillVolume(volume);
}

function containersOf(spec: PodSpec): Container[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
}

function fillContainer(container: Container): void {
  fillAbsent(container, {
    imagePullPolicy: pullPolicy(container.image ?? ''),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    resources: {},
  });
  const { ports = [], env = [], resources } = container;
  if (resources?.limits) resources.requests = { ...resources.limits, ...resources.requests };
  for (const port of ports) fillAbsent(port, { protocol: 'TCP' });
  for (const { valueFrom } of env) if (valueFrom?.fieldRef) fillAbsent(valueFrom.fieldRef, { apiVersion: 'v1' });
  fillProbes([container.readinessProbe, container.livenessProbe, container.startupProbe]);
}

/** What may change under its name is pulled always. */
function pullPolicy(image: string): string {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^/:]+)$/.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function fillProbes(probes: readonly (Probe | undefined)[]): void {
  for (const probe of probes)
    if (probe) fillAbsent(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
}

const sources = [
  'emptyDir',
  'hostPath',
  'secret',
  'configMap',
  'persistentVolumeClaim',
  'projected',
  'downwardAPI',
  'ephemeral',
  'csi',
  'nfs',
];

function fillVolume(volume: Volume): void {
  if (!sources.some((source) => source in volume)) volume.emptyDir = {};
  for (const source of [volume.secret, volume.configMap, volume.projected, volume.downwardAPI]) if (source) source.defaultMode ??= fileMode;
  if (volume.hostPath) volume.hostPath.type ??= '';
  const template = volume.ephemeral?.volumeClaimTemplate;
  if (template) template.spec.volumeMode ??= 'Filesystem';
}

/** What is wrong with a pod's spec; `path` leads to it. */
export function checkPodSpec(spec: PodSpec | undefined, path: string): Cause[] {
  if ((spec?.containers ?? []).length === 0) return [fieldErrors.required(`${path}.containers`, '')];
  const volumes = new Set(spec?.volumes?.map(({ name }) => name));
  const check = (list: readonly Container[] | undefined, field: string) =>
    (list ?? []).flatMap((container, index) => checkContainer(container, `${path}.${field}[${index}]`, volumes));
  return [...check(spec?.initContainers, 'initContainers'), ...check(spec?.containers, 'containers')];
}

function checkContainer(container: Container, path: string, volumes: ReadonlySet<string>): Cause[] {
  const causes: Cause[] = [];
  if ((container.name ?? '') === '') causes.push(fieldErrors.required(`${path}.name`, ''));
  if ((container.image ?? '') === '') causes.push(fieldErrors.required(`${path}.image`, ''));
  const uses = [
    ...(container.volumeMounts ?? []).map(({ name, mountPath }, index) => ({ name, at: `volumeMounts[${index}]`, mountPath })),
    ...(container.volumeDevices ?? []).map(({ name, devicePath }, index) => ({ name, at: `volumeDevices[${index}]`, devicePath })),
  ];
  return [...causes, ...uses.flatMap(({ name, at, ...place }) => checkUse({ name, place }, `${path}.${at}`, volumes))];
}

/** A container's use of a volume: of one that the pod has, in a place that is named. */
function checkUse(
  { name, place }: { name: string; place: Record<string, string | undefined> },
  path: string,
  volumes: ReadonlySet<string>,
): Cause[] {
  const missing: Cause = { reason: 'FieldValueNotFound', message: `Not found: ${JSON.stringify(name)}`, field: `${path}.name` };
  const unnamed = Object.entries(place).filter(([, value]) => (value ?? '') === '');
  return [...(volumes.has(name) ? [] : [missing]), ...unnamed.map(([field]) => fieldErrors.required(`${path}.${field}`, ''))];
}
