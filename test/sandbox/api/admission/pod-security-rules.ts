import type { PodSpec } from './pod-spec.ts';

type Container = PodSpec['containers'][number];
type Context = NonNullable<Container['securityContext']>;

/** One rule that a pod breaks, in the words of the real admission. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

type Rule = (spec: PodSpec) => Violation | undefined;

/** Of the "Pod Security Standards", baseline. */
const baselineCapabilities = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

const common: readonly Rule[] = [
  ({ hostNetwork, hostPID, hostIPC }) =>
    hostNetwork === true || hostPID === true || hostIPC === true
      ? { reason: 'host namespaces', detail: named({ hostNetwork, hostPID, hostIPC }) }
      : undefined,
  (spec) =>
    inContainers(spec, 'privileged', { of: ({ privileged }) => privileged === true, must: 'must not set securityContext.privileged=true' }),
];

const baseline: readonly Rule[] = [
  ...common,
  (spec) => addedCapabilities(spec, 'non-default capabilities', baselineCapabilities),
  ({ volumes = [] }) => {
    const bad = volumes.filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => JSON.stringify(name));
    return bad.length === 0 ? undefined : { reason: 'hostPath volumes', detail: `volume${plural(bad)} ${bad.join(', ')}` };
  },
];

const allowedVolumes = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

const restricted: readonly Rule[] = [
  ...common,
  ({ volumes = [] }) => {
    const bad = volumes.flatMap(({ name, ...sources }) =>
      Object.keys(sources)
        .filter((kind) => !allowedVolumes.includes(kind))
        .map((kind) => ({ name, kind })),
    );
    const words = bad.map(({ name, kind }) => `volume ${JSON.stringify(name)} uses restricted volume type ${JSON.stringify(kind)}`);
    return bad.length === 0 ? undefined : { reason: 'restricted volume types', detail: words.join(', ') };
  },
  (spec) =>
    inContainers(spec, 'allowPrivilegeEscalation != false', {
      of: ({ allowPrivilegeEscalation }) => allowPrivilegeEscalation !== false,
      must: 'must set securityContext.allowPrivilegeEscalation=false',
    }),
  (spec) =>
    inContainers(spec, 'unrestricted capabilities', {
      of: ({ capabilities }) => capabilities?.drop?.includes('ALL') !== true,
      must: 'must set securityContext.capabilities.drop=["ALL"]',
    }) ?? addedCapabilities(spec, 'unrestricted capabilities', ['NET_BIND_SERVICE']),
  (spec) =>
    inContainers(spec, 'runAsNonRoot != true', {
      of: ({ runAsNonRoot }) => (runAsNonRoot ?? spec.securityContext?.runAsNonRoot) !== true,
      must: 'must set securityContext.runAsNonRoot=true',
      pod: true,
    }),
  (spec) =>
    spec.securityContext?.runAsUser === 0
      ? { reason: 'runAsUser=0', detail: 'pod must not set runAsUser=0' }
      : inContainers(spec, 'runAsUser=0', { of: ({ runAsUser }) => runAsUser === 0, must: 'must not set runAsUser=0' }),
  (spec) =>
    inContainers(spec, 'seccompProfile', {
      of: ({ seccompProfile }) =>
        !['RuntimeDefault', 'Localhost'].includes((seccompProfile ?? spec.securityContext?.seccompProfile)?.type ?? ''),
      must: 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"',
      pod: true,
    }),
];

/** Every rule of the level that the pod breaks. */
export function violationsOf(spec: PodSpec, level: 'baseline' | 'restricted'): Violation[] {
  const rules = level === 'baseline' ? baseline : restricted;
  return rules.map((rule) => rule(spec)).filter((violation) => violation !== undefined);
}

function inContainers(
  spec: PodSpec,
  reason: string,
  { of, must, pod = false }: { of: (context: Context) => boolean; must: string; pod?: boolean },
): Violation | undefined {
  const names = containersOf(spec).flatMap(({ name, securityContext = {} }) => (of(securityContext) ? [JSON.stringify(name)] : []));
  if (names.length === 0) return undefined;
  return { reason, detail: `${pod ? 'pod or ' : ''}container${plural(names)} ${names.join(', ')} ${must}` };
}

function addedCapabilities(spec: PodSpec, reason: string, allowed: readonly string[]): Violation | undefined {
  const forbidden = ({ capabilities }: Context) => (capabilities?.add ?? []).filter((name) => !allowed.includes(name));
  const names = new Set(containersOf(spec).flatMap(({ securityContext = {} }) => forbidden(securityContext)));
  const list = [...names].toSorted().map((name) => JSON.stringify(name));
  const must = `must not include ${list.join(', ')} in securityContext.capabilities.add`;
  return inContainers(spec, reason, { of: (context) => forbidden(context).length > 0, must });
}

function containersOf({ initContainers = [], containers }: PodSpec): Container[] {
  return [...initContainers, ...containers];
}

function named(flags: Readonly<Record<string, boolean | undefined>>): string {
  return Object.entries(flags)
    .flatMap(([name, set]) => (set === true ? [`${name}=true`] : []))
    .join(', ');
}

function plural(list: readonly unknown[]): string {
  return list.length > 1 ? 's' : '';
}
