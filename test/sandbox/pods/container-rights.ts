import { ConfigError } from './environment.ts';
import type { Container, PodSpec } from './pod-types.ts';

/** What the programs of a container may do, as its security context and its pod's say. Seccomp profiles are not played. */
export interface ContainerRights {
  /** Absent: as the user who runs the sandbox. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** As setpriv names them: `chown`, ...; undefined: all that there are. */
  readonly capabilities: readonly string[] | undefined;
  readonly readOnlyRoot: boolean;
  readonly mayGainPrivileges: boolean;
}

/** What containerd gives a container that asks for nothing. */
const usual = [
  'audit_write',
  'chown',
  'dac_override',
  'fowner',
  'fsetid',
  'kill',
  'mknod',
  'net_bind_service',
  'net_raw',
  'setfcap',
  'setgid',
  'setpcap',
  'setuid',
  'sys_chroot',
];

/** The pod's settings count where the container has none of its own. Throws {@link ConfigError} as the kubelet does. */
export function containerRights(pod: PodSpec, container: Container): ContainerRights {
  const context = { ...pod.securityContext, ...container.securityContext } as NonNullable<Container['securityContext']>;
  const { runAsUser, runAsGroup, runAsNonRoot, privileged, readOnlyRootFilesystem, allowPrivilegeEscalation } = context;
  if (runAsNonRoot === true && (runAsUser ?? 0) === 0) throw new ConfigError('container has runAsNonRoot and image will run as root');
  return {
    ...((runAsUser !== undefined || runAsGroup !== undefined) && { user: { uid: runAsUser ?? 0, gid: runAsGroup ?? 0 } }),
    capabilities: privileged === true ? undefined : grantedCapabilities(context.capabilities),
    readOnlyRoot: readOnlyRootFilesystem === true,
    mayGainPrivileges: allowPrivilegeEscalation !== false,
  };
}

/** Names as in Kubernetes, without `CAP_` and in any case; `ALL` is every one. */
function grantedCapabilities({ add = [], drop = [] }: { add?: string[]; drop?: string[] } = {}): readonly string[] | undefined {
  const added = new Set(add.map((name) => name.toLowerCase()));
  const dropped = new Set(drop.map((name) => name.toLowerCase()));
  if (added.has('all')) return undefined;
  return [...(dropped.has('all') ? [] : usual.filter((name) => !dropped.has(name) && !added.has(name))), ...added];
}
