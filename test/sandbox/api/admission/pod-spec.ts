import type { Pod } from '../../../../src/kube/kinds.ts';
import { type Cause, fieldErrors } from '../status.ts';

export type PodSpec = NonNullable<Pod['spec']>;
type Container = PodSpec['containers'][number];
type Volume = NonNullable<PodSpec['volumes']>[number];
type Probe = NonNullable<Container['readinessProbe']>;

const fileMode = 0o644;

/** The defaults of a pod's spec, also within a template. Changes `spec`. */
export function fillPodSpec(spec: PodSpec): void {
  spec.restartPolicy ??= 'Always';
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.schedulerName ??= 'default-scheduler';
  spec.terminationGracePeriodSeconds ??= 30;
  spec.securityContext ??= {};
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) fillContainer(container);
  for (const volume of spec.volumes ?? []) fillVolume(volume);
}

function fillContainer(container: Container): void {
  const image = container.image ?? '';
  const tag = /:([^/:]+)$/.exec(image.split('@')[0] ?? '')?.[1] ?? 'latest';
  container.imagePullPolicy ??= tag === 'latest' && !image.includes('@') ? 'Always' : 'IfNotPresent';
  container.terminationMessagePath ??= '/dev/termination-log';
  container.terminationMessagePolicy ??= 'File';
  container.resources ??= {};
  const { limits } = container.resources;
  if (limits !== undefined) container.resources.requests = { ...limits, ...container.resources.requests };
  for (const port of container.ports ?? []) port.protocol ??= 'TCP';
  for (const { valueFrom } of container.env ?? []) if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ??= 'v1';
  for (const probe of [container.readinessProbe, container.livenessProbe, container.startupProbe]) if (probe) fillProbe(probe);
}

function fillProbe(probe: Probe): void {
  probe.timeoutSeconds ??= 1;
  probe.periodSeconds ??= 10;
  probe.successThreshold ??= 1;
  probe.failureThreshold ??= 3;
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
  container.volumeMounts?.forEach(({ name, mountPath }, index) => {
    const mount = `${path}.volumeMounts[${index}]`;
    if (!volumes.has(name))
      causes.push({ reason: 'FieldValueNotFound', message: `Not found: ${JSON.stringify(name)}`, field: `${mount}.name` });
    if ((mountPath ?? '') === '') causes.push(fieldErrors.required(`${mount}.mountPath`, ''));
  });
  return causes;
}
