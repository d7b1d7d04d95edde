import type { Job } from '../kube/objects/kinds.ts';
import { authorityVolumes, renderLookContainer, renderManifestContainer, renderResticContainer } from './mover-containers.ts';
import { podSecurity } from './mover-security.ts';
import { noMeshAnnotations } from './repository/repository-pod.ts';
import { renderWishes, undisturbedAnnotations } from './pod-wishes.ts';
import type { LookSpec, MoverSpec } from './mover-spec.ts';

/** One try of one mover: a Job that runs one pod once. Retries are the caller's, with another name. */
export function renderMoverJob(spec: MoverSpec): Job {
  const comparing = spec.verify === 'full' ? [renderManifestContainer(spec)] : [];
  const job = renderJob(spec, {
    securityContext: podSecurity(spec),
    initContainers: [renderResticContainer(spec, 'reach')],
    containers: [renderResticContainer(spec, 'restic'), ...comparing],
  });
  job.spec?.template.spec?.volumes?.push(...authorityVolumes(spec));
  return job;
}

/** A look at a volume that was copied: whether anything was written to it since. It needs no repository. */
export function renderLookJob(spec: LookSpec): Job {
  return renderJob(spec, { securityContext: podSecurity({ ...spec, role: 'source' }), containers: [renderLookContainer(spec)] });
}

function renderJob(spec: LookSpec, what: Pick<MoverPodSpec, 'securityContext' | 'initContainers' | 'containers'>): Job {
  const labels = { ...spec.labels };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: spec.name, namespace: spec.namespace, labels, ...(spec.annotations && { annotations: { ...spec.annotations } }) },
    spec: {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      podReplacementPolicy: 'Failed',
      template: {
        // The label counts for newer versions of Istio, the annotation for older ones.
        metadata: { labels: { ...labels, 'sidecar.istio.io/inject': 'false' }, annotations: podAnnotations(spec) },
        spec: { ...renderPodSpec(spec), ...what },
      },
    },
  };
}

/** Names of the containers in a mover's pod. */
export function moverContainers(verify: MoverSpec['verify']): { readonly init: 'reach'; readonly main: readonly ('restic' | 'verify')[] } {
  return { init: 'reach', main: verify === 'full' ? ['restic', 'verify'] : ['restic'] };
}

type MoverPodSpec = NonNullable<NonNullable<Job['spec']>['template']['spec']>;

function renderPodSpec(spec: LookSpec): Omit<MoverPodSpec, 'containers'> {
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // The scripts end at once when asked; a restic that lost its server would not.
    terminationGracePeriodSeconds: 5,
    ...renderPlacement(spec),
    ...(spec.nodeSelector && { nodeSelector: { ...spec.nodeSelector } }),
    ...renderWishes(spec.wishes ?? {}),
    volumes: [
      { name: 'volume', persistentVolumeClaim: { claimName: spec.claim } },
      { name: 'run', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
    ],
  };
}

function podAnnotations(spec: LookSpec): Record<string, string> {
  // Liqo would otherwise want to reflect a service-account token, which the pod does not have.
  const virtual: Record<string, string> = spec.placement.kind === 'virtual' ? { 'liqo.io/api-server-support': 'disabled' } : {};
  return { ...spec.annotations, ...noMeshAnnotations, ...undisturbedAnnotations, ...virtual };
}

/** The taint of every virtual node (Liqo's liqoNodeProvider). */
export const virtualNodeToleration: NonNullable<MoverSpec['tolerations']>[number] = {
  key: 'virtual-node.liqo.io/not-allowed',
  operator: 'Exists',
};

function renderPlacement({ placement, tolerations = [] }: LookSpec): Partial<MoverPodSpec> {
  switch (placement.kind) {
    case 'virtual':
      return {
        nodeName: placement.node,
        tolerations: [...tolerations, virtualNodeToleration],
      };
    case 'node':
      return { affinity: { nodeAffinity: requireNode(placement.node) }, ...someTolerations(tolerations) };
    case 'volume':
      return someTolerations(tolerations);
  }
}

function someTolerations(tolerations: NonNullable<MoverSpec['tolerations']>): Partial<MoverPodSpec> {
  return tolerations.length > 0 ? { tolerations: [...tolerations] } : {};
}

type NodeAffinity = NonNullable<NonNullable<MoverPodSpec['affinity']>['nodeAffinity']>;

/** By the node's name, not by its host-name label, which may differ. `nodeName` would go past the scheduler, and no volume would be provisioned. */
function requireNode(node: string): NodeAffinity {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  return { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] } };
}
