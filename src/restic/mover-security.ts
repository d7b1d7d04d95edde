import type { Job } from '../kube/objects/kinds.ts';
import type { MoverRights } from './mover-rights.ts';
import type { MoverSpec } from './mover-spec.ts';

type PodSpec = NonNullable<NonNullable<Job['spec']>['template']['spec']>;

/** What a container does: looks whether all is within reach, reads the volume, or writes it. */
export type MoverTask = 'reach' | 'read' | 'write';

/**
 * Capabilities of root, by task; all of them are in the baseline Pod Security level. Reading everything takes DAC_OVERRIDE:
 * DAC_READ_SEARCH would be enough, but baseline does not allow it, and what is only read is mounted read-only.
 * Writing adds owners (CHOWN), modes and times of what is owned by others (FOWNER), setgid bits (FSETID), file capabilities (SETFCAP)
 * and device nodes (MKNOD).
 */
const capabilities: Readonly<Record<MoverTask, readonly string[]>> = {
  reach: [],
  read: ['DAC_OVERRIDE'],
  write: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'MKNOD', 'SETFCAP'],
};

/**
 * A user's pod fits the restricted Pod Security level; root needs baseline, privileged root the level of that name.
 * fsGroup lets a user write into a new volume. On the source, or for root, the kubelet would only change owner and mode of every file.
 */
export function podSecurity({ rights, role }: Pick<MoverSpec, 'rights' | 'role'>): NonNullable<PodSpec['securityContext']> {
  const seccompProfile = { type: 'RuntimeDefault' };
  if (rights.kind !== 'user') return { runAsUser: 0, runAsGroup: 0, seccompProfile };
  const { uid } = rights;
  return { runAsUser: uid, runAsGroup: uid, runAsNonRoot: true, ...(role === 'target' && { fsGroup: uid }), seccompProfile };
}

/** Whether such movers fit that Pod Security level; an unknown one, of a later Kubernetes, is for the server to say. */
export function fitsPodSecurity({ kind }: MoverRights, level: string): boolean {
  if (level === 'restricted') return kind === 'user';
  return level !== 'baseline' || kind !== 'privileged';
}

/** The least that the task needs. */
export function containerSecurity(rights: MoverRights, task: MoverTask): NonNullable<PodSpec['containers'][number]['securityContext']> {
  const add = addedCapabilities(rights, task);
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'], ...(add.length > 0 && { add }) },
  };
}

function addedCapabilities({ kind }: MoverRights, task: MoverTask): string[] {
  if (kind === 'user') return [];
  return [...capabilities[task], ...(kind === 'privileged' && task !== 'reach' ? ['SYS_ADMIN'] : [])];
}
