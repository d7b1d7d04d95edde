import type { Pod } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds, type ShadowPod } from '../../../src/liqo/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { type Pair, reflectionLabels } from '../marks.ts';

type PodSpec = NonNullable<Pod['spec']>;
type Container = PodSpec['containers'][number];

/** What of a pod's spec reaches the provider as it is (liqo.md 4.4); everything else stays here. */
const propagated: readonly (keyof PodSpec)[] = [
  'activeDeadlineSeconds',
  'dnsConfig',
  'dnsPolicy',
  'enableServiceLinks',
  'hostAliases',
  'hostname',
  'imagePullSecrets',
  'readinessGates',
  'restartPolicy',
  'securityContext',
  'setHostnameAsFQDN',
  'shareProcessNamespace',
  'subdomain',
  'terminationGracePeriodSeconds',
  'topologySpreadConstraints',
];

const liqoRuntimeClass = 'liqo';
const nodeNameLabel = 'offloading.liqo.io/nodename';

/** The ShadowPod that the virtual kubelet makes in the provider for a pod on its node. */
export function forgeShadowPod(local: Pod, namespace: string, pair: Pair): ShadowPod {
  return {
    apiVersion: liqoKinds.shadowPod.apiVersion,
    kind: liqoKinds.shadowPod.kind,
    metadata: {
      name: local.metadata.name,
      namespace,
      labels: { ...local.metadata.labels, [nodeNameLabel]: local.spec?.nodeName ?? '', ...reflectionLabels(pair) },
      annotations: { ...local.metadata.annotations },
    },
    spec: { pod: remoteSpec(local) as Record<string, unknown> },
  };
}

function remoteSpec(local: Pod): PodSpec {
  const spec = local.spec as PodSpec;
  const volumes = (spec.volumes ?? []).filter((volume) => !carriesToken(volume));
  const left = new Set((spec.volumes ?? []).filter(carriesToken).map((volume) => volume.name));
  const containers = (all: readonly Container[]) => all.map((container) => withoutMounts(container, left));
  return {
    ...pick(spec, propagated),
    containers: containers(spec.containers),
    ...(spec.initContainers === undefined ? {} : { initContainers: containers(spec.initContainers) }),
    volumes,
    tolerations: (spec.tolerations ?? []).filter((toleration) => toleration.key !== liqoNames.notAllowedTaint),
    hostNetwork: false,
    hostPID: false,
    hostIPC: false,
    ...runtimeClass(local),
    ...serviceAccount(local),
  };
}

function serviceAccount({ spec, metadata }: Pod): Partial<PodSpec> {
  if (metadata.annotations?.[liqoNames.apiServerSupport] !== 'remote') return { automountServiceAccountToken: false };
  return pick(spec as PodSpec, ['serviceAccountName', 'automountServiceAccountToken']);
}

function runtimeClass({ spec, metadata }: Pod): Partial<PodSpec> {
  const own = spec?.runtimeClassName === liqoRuntimeClass ? undefined : spec?.runtimeClassName;
  const runtimeClassName = metadata.annotations?.['liqo.io/remote-runtime-class-name'] ?? own;
  return runtimeClassName === undefined ? {} : { runtimeClassName };
}

function carriesToken(volume: NonNullable<PodSpec['volumes']>[number]): boolean {
  return volume.projected?.sources?.some((source) => source.serviceAccountToken !== undefined) ?? false;
}

function withoutMounts(container: Container, volumes: ReadonlySet<string>): Container {
  const { volumeMounts, ...rest } = container;
  return volumeMounts === undefined ? container : { ...rest, volumeMounts: volumeMounts.filter((mount) => !volumes.has(mount.name)) };
}

function pick<T extends object>(from: T, fields: readonly (keyof T)[]): Partial<T> {
  const found = fields.filter((field) => from[field] !== undefined).map((field) => [field, from[field]]);
  return Object.fromEntries(found) as Partial<T>;
}
