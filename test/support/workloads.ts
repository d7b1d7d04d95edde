import type {
  Deployment,
  HorizontalPodAutoscaler,
  Meta,
  OwnerReference,
  Pod,
  ReplicaSet,
  StatefulSet,
} from '../../src/kube/objects/kinds.ts';
import type { Mounter } from '../../src/move/preflight/facts/living-owners.ts';
import type { Workloads } from '../../src/move/preflight/scaling/workloads.ts';
import { podOf } from './pods.ts';

const namespace = 'shop';
const labels = { app: 'web' };
const selector = { matchLabels: labels };

/** The reference of an object to the one that has made it. */
export function madeBy(kind: string, name: string): OwnerReference[] {
  return [{ apiVersion: 'apps/v1', kind, name, uid: `${kind}-${name}`, controller: true }];
}

function metaOf(kind: string, name: string, more: Partial<Meta>): Meta {
  return { name, namespace, uid: `${kind}-${name}`, ...more };
}

function templateOf(claim: string | undefined) {
  const volumes = claim === undefined ? [] : [{ name: 'data', persistentVolumeClaim: { claimName: claim } }];
  return { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'busybox:1' }], volumes } };
}

/** A StatefulSet with a template of claims, unless all its pods use one. */
export function statefulSetOf(
  name: string,
  spec: Partial<StatefulSet['spec']> & { shared?: string } = {},
  more: Partial<Meta> = {},
): StatefulSet {
  const { shared, ...rest } = spec;
  const templates = [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } } }];
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metaOf('StatefulSet', name, more),
    spec: {
      serviceName: name,
      replicas: 3,
      selector,
      template: templateOf(shared),
      ...(shared === undefined && { volumeClaimTemplates: templates }),
      ...rest,
    },
  };
}

export function deploymentOf(
  name: string,
  claim: string,
  { replicas = 2, ...more }: Partial<Meta> & { replicas?: number } = {},
): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metaOf('Deployment', name, more),
    spec: { replicas, selector, template: templateOf(claim) },
  };
}

export function replicaSetOf(name: string, claim: string, more: Partial<Meta> = {}): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: metaOf('ReplicaSet', name, more),
    spec: { replicas: 2, selector, template: templateOf(claim) },
  };
}

export function autoscalerOf(kind: string, name: string, minReplicas = 1, more: Partial<Meta> = {}): HorizontalPodAutoscaler {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metaOf('HorizontalPodAutoscaler', name, more),
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind, name }, minReplicas, maxReplicas: 9 },
  };
}

/** A running pod of that owner that uses the claim. */
export function userOf(name: string, claim: string, ownerReferences: OwnerReference[]): Mounter {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: claim } }];
  const pod: Pod = { ...podOf({ name, namespace }, { volumes }, { ownerReferences }), status: { phase: 'Running' } };
  return { pod, owners: ownerReferences.map(({ kind, name: owner }) => ({ kind, name: owner })) };
}

export function workloadsOf(change: Partial<Workloads>): Workloads {
  return { statefulSets: [], deployments: [], replicaSets: [], autoscalers: [], ...change };
}
