import { type Kind, kinds, type Meta, type OwnerReference, type StatefulSet } from '../../src/kube/objects/kinds.ts';
import { failedWith } from '../../src/kube/client/errors.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import type { Call, Verdict } from '../faults/api-proxy.ts';
import type { App } from '../place/app.ts';
import { removeObject } from '../place/objects.ts';
import { database } from './checks-objects.ts';
import { until } from '../support/until.ts';
import { claimOf } from '../support/claims.ts';

/** The one call in which a move creates the claim again. */
export function createsClaim({ method, path }: Call, { namespace }: App): boolean {
  return method === 'POST' && path.includes(`/namespaces/${namespace}/persistentvolumeclaims`) && !path.includes('dryRun');
}

/** Something that refuses the re-creation of a claim, from `put` to `lift`. */
export interface Obstacle {
  /** What is heard of it. */
  readonly words: string;
  /** A fate where it stands between us and the server; otherwise the server itself refuses. */
  put(): Promise<Verdict | undefined>;
  lift(): Promise<void>;
}

export function webhook(): Obstacle {
  const message = 'admission webhook "size.example.com" denied the request';
  return { words: 'size.example.com', put: async () => ({ status: 403, message }), lift: async () => undefined };
}

export function quotaOf(port: KubePort, { namespace }: App): Obstacle {
  const metadata = { name: 'sudden', namespace };
  const object = { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { persistentvolumeclaims: '0' } } };
  return ofObjects(port, 'exceeded quota: sudden', [{ kind: kinds.resourceQuota, object }]);
}

export function limitOf(port: KubePort, { namespace }: App): Obstacle {
  const spec = { limits: [{ type: 'PersistentVolumeClaim', min: { storage: '1Gi' } }] };
  const object = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'sudden', namespace }, spec };
  return ofObjects(port, 'minimum storage usage per PersistentVolumeClaim is 1Gi', [{ kind: kinds.limitRange, object }]);
}

/** A policy of somebody else; it stands when the server acts on it. */
export function noClaims(port: KubePort, { namespace }: App): Obstacle {
  const { apiVersion } = kinds.admissionPolicy;
  const metadata = { name: `no-claims-${namespace}` };
  const rule = { apiGroups: [''], apiVersions: ['v1'], resources: ['persistentvolumeclaims'], operations: ['CREATE'] };
  const matchConstraints = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } }, resourceRules: [rule] };
  const policy = {
    apiVersion,
    kind: 'ValidatingAdmissionPolicy',
    metadata,
    spec: { matchConstraints, validations: [{ expression: 'false', message: 'no claims today' }] },
  };
  const spec = { policyName: metadata.name, validationActions: ['Deny'] };
  const binding = { apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata, spec };
  const obstacle = ofObjects(port, 'no claims today', [
    { kind: kinds.admissionPolicy, object: policy },
    { kind: kinds.admissionPolicyBinding, object: binding },
  ]);
  const put = async () => {
    await obstacle.put();
    await until(() => isRefused(port, namespace), { everyMilliseconds: 50 });
    return undefined;
  };
  return { ...obstacle, put };
}

async function isRefused(port: KubePort, namespace: string): Promise<boolean> {
  try {
    await port.create(kinds.claim, claimOf({ namespace, name: 'probe' }), { dryRun: true });
    return false;
  } catch (error) {
    return failedWith(error, 'forbidden', 'invalid') && error.answer.includes('no claims today');
  }
}

interface Placed {
  readonly kind: Kind<{ metadata: Meta }>;
  readonly object: { metadata: Meta };
}

function ofObjects(port: KubePort, words: string, placed: readonly Placed[]): Obstacle {
  return {
    words,
    async put() {
      for (const { kind, object } of placed) await port.create(kind, object);
      return undefined;
    },
    async lift() {
      for (const { kind, object } of placed.toReversed()) await removeObject(port, kind, object.metadata);
    },
  };
}

/** An object that can own a claim, and how a claim names it. */
export async function startOwner(port: KubePort, { namespace }: App, name: string): Promise<OwnerReference> {
  const made = await port.create(kinds.configMap, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } });
  return { apiVersion: 'v1', kind: 'ConfigMap', name, uid: made.metadata.uid ?? '' };
}

/** The set `db`, scaled to 0; its pods run wherever their claim lets them. */
export function sleepingSet(namespace: string): StatefulSet {
  const set = database(namespace);
  const { persistentVolumeClaimRetentionPolicy: _, ...spec } = set.spec as NonNullable<StatefulSet['spec']>;
  const { nodeSelector: __, ...pod } = spec.template.spec as NonNullable<typeof spec.template.spec>;
  return { ...set, spec: { ...spec, replicas: 0, template: { ...spec.template, spec: pod } } };
}
