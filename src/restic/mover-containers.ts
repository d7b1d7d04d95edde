import type { Job } from '../kube/objects/kinds.ts';
import { attributeRules } from './attribute-rules.ts';
import { renderResources } from './container-resources.ts';
import { secretKeys } from './repository/credentials.ts';
import { readMoverScript, readVerifyCommand } from './mover-script.ts';
import { containerSecurity } from './mover-security.ts';
import type { LookSpec, MoverSpec } from './mover-spec.ts';

type Container = NonNullable<NonNullable<Job['spec']>['template']['spec']>['containers'][number];
type PodVolume = NonNullable<NonNullable<NonNullable<Job['spec']>['template']['spec']>['volumes']>[number];
type Variable = NonNullable<Container['env']>[number];

/** `reach` proves image, volume and network before the data's turn comes; `restic` copies. */
export function renderResticContainer(spec: MoverSpec, name: 'reach' | 'restic'): Container {
  const task = spec.role === 'source' ? 'read' : 'write';
  return {
    ...withAuthority(spec, renderContainer(spec, spec.role === 'source')),
    name,
    image: spec.images.restic,
    command: ['/bin/sh', '-c', readMoverScript(name === 'reach' ? name : programOf(spec))],
    env: [...moverEnvironment(spec), ...repositoryEnvironment(spec)],
    securityContext: containerSecurity(spec.rights, name === 'reach' ? name : task),
  };
}

function programOf({ role, warm }: MoverSpec): 'source' | 'target' | 'warm' {
  return warm?.kind === 'running' ? 'warm' : role;
}

/** Reads the volume's metadata, and leaves what it has seen as its result. */
export function renderLookContainer(spec: LookSpec): Container {
  return {
    ...renderContainer(spec, true),
    name: 'restic',
    image: spec.images.restic,
    command: ['/bin/sh', '-c', readMoverScript('look')],
    env: [{ name: 'MOVER_ROLE', value: 'look' }],
    securityContext: containerSecurity(spec.rights, 'read'),
  };
}

/** The manifest program only reads, at both ends. */
export function renderManifestContainer(spec: MoverSpec): Container {
  return {
    ...withAuthority(spec, renderContainer(spec, true)),
    name: 'verify',
    image: spec.images.verify,
    command: readVerifyCommand(),
    env: [
      ...serverEnvironment(spec),
      fromSecret(spec.repository.secret, { name: 'MOVER_KEY', key: secretKeys.markerKey }),
      ...limits(spec),
    ],
    securityContext: containerSecurity(spec.rights, 'read'),
  };
}

function renderContainer(spec: LookSpec, readOnly: boolean): Omit<Container, 'name'> {
  return {
    imagePullPolicy: 'IfNotPresent',
    resources: renderResources(spec.resources),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [
      // One level down: so the snapshot holds owner and mode of the volume's root too.
      { name: 'volume', mountPath: '/vol/data', ...(readOnly && { readOnly }) },
      { name: 'run', mountPath: '/run/move' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

const authorityFolder = '/run/authority';

/** The container with the one authority that the server's certificate may be of: those that the image trusts do not count then. */
function withAuthority({ encrypted }: MoverSpec, container: Omit<Container, 'name'>): Omit<Container, 'name'> {
  if (!encrypted) return container;
  const mount = { name: 'authority', mountPath: authorityFolder, readOnly: true };
  return { ...container, volumeMounts: [...(container.volumeMounts ?? []), mount] };
}

/** What such containers mount. */
export function authorityVolumes({ encrypted, repository }: MoverSpec): PodVolume[] {
  if (!encrypted) return [];
  const items = [{ key: secretKeys.authority, path: secretKeys.authority }];
  return [{ name: 'authority', secret: { secretName: repository.secret, items } }];
}

function moverEnvironment(spec: MoverSpec): Variable[] {
  return [
    { name: 'MOVER_ROLE', value: spec.role },
    { name: 'MOVER_TRY', value: String(spec.try) },
    { name: 'MOVER_HOST', value: spec.host },
    { name: 'MOVER_VERIFY', value: spec.verify },
    { name: 'MOVER_COMPRESSION', value: spec.compression },
    // restic counts in KiB, and takes 0 for no limit.
    ...(spec.limitRate === undefined ? [] : [{ name: 'MOVER_LIMIT', value: String(Math.max(1, Math.floor(spec.limitRate / 1024))) }]),
    ...warmPasses(spec),
    ...limits(spec),
  ];
}

function warmPasses({ warm }: MoverSpec): Variable[] {
  switch (warm?.kind) {
    case 'running':
      return [{ name: 'MOVER_WARM', value: String(warm.maxDowntimeSeconds) }];
    case 'over':
      return [{ name: 'MOVER_WARMED', value: 'yes' }];
    case undefined:
      return [];
  }
}

/** What both containers of both movers leave out: some attributes, what movers that are not root cannot carry, and times if that is accepted. */
function limits({ rights, acceptLostTimes }: MoverSpec): Variable[] {
  return [
    { name: 'MOVER_ATTRIBUTES', value: attributeRules(rights).join(' ') },
    ...(acceptLostTimes === true ? [{ name: 'MOVER_LOST_TIMES', value: 'accepted' }] : []),
    ...(rights.kind === 'user' ? [{ name: 'MOVER_UID', value: String(rights.uid) }] : []),
  ];
}

/** The way into the server, not into the repository: names and sizes of snapshots, no data. */
function serverEnvironment({ repository, encrypted }: MoverSpec): Variable[] {
  return [
    { name: 'RESTIC_REPOSITORY', value: repository.url },
    ...(encrypted ? [{ name: 'RESTIC_CACERT', value: `${authorityFolder}/${secretKeys.authority}` }] : []),
    fromSecret(repository.secret, { name: 'RESTIC_REST_USERNAME', key: secretKeys.user }),
    fromSecret(repository.secret, { name: 'RESTIC_REST_PASSWORD', key: secretKeys.serverPassword }),
  ];
}

function fromSecret(secret: string, { name, key }: { name: string; key: string }): Variable {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

function repositoryEnvironment(spec: MoverSpec): Variable[] {
  return [
    ...serverEnvironment(spec),
    fromSecret(spec.repository.secret, { name: 'RESTIC_PASSWORD', key: secretKeys.repositoryPassword }),
    // Without it restic writes up to 60 lines a second into the log.
    { name: 'RESTIC_PROGRESS_FPS', value: '1' },
    { name: 'TMPDIR', value: '/tmp' },
  ];
}
