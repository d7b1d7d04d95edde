import type { Claim, Job, Node, Pod, StorageClass, Volume } from '../../../../src/kube/objects/kinds.ts';
import { claimOf } from '../../../support/claims.ts';
import { podOf } from '../../../support/pods.ts';
import { volumeOf } from '../../../support/volumes.ts';

/** Objects for the tables of these tests: complete enough to decide on, changed by what the case is about. */
export function claimWith(change: { spec?: object; annotations?: Record<string, string>; phase?: string } = {}): Claim {
  const metadata = { uid: 'claim-uid', resourceVersion: '7', annotations: change.annotations ?? {} };
  const claim = claimOf({ namespace: 'app', name: 'db' }, metadata, { storageClassName: 'fast', ...change.spec });
  return { ...claim, status: { phase: change.phase ?? 'Pending' } };
}

export function volumeWith(change: { name?: string; spec?: object; annotations?: Record<string, string>; phase?: string } = {}): Volume {
  const metadata = { uid: 'volume-uid', resourceVersion: '9', annotations: change.annotations ?? {} };
  const volume = volumeOf(change.name ?? 'pv', { storageClassName: 'fast', ...change.spec }, metadata);
  return { ...volume, status: { phase: change.phase ?? 'Available' } };
}

export function classWith(change: Partial<StorageClass> = {}): StorageClass {
  const identity = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' } };
  return { ...identity, provisioner: 'rancher.io/local-path', volumeBindingMode: 'Immediate', ...change };
}

export function nodeWith(
  name: string,
  change: { labels?: Record<string, string>; spec?: object; ready?: boolean; room?: object } = {},
): Node {
  const conditions = [{ type: 'Ready', status: change.ready === false ? 'False' : 'True' }];
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...change.labels } },
    spec: change.spec ?? {},
    status: { allocatable: { cpu: '2', memory: '4Gi', pods: '10', ...change.room }, conditions },
  } as Node;
}

export function podWith(spec: object = {}, status: object = {}): Pod {
  return { ...podOf({ namespace: 'app', name: 'pod' }, spec, { uid: 'pod-uid' }), status };
}

export function jobWith(spec: object = {}, status: object = {}): Job {
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job', namespace: 'app', uid: 'job-uid' }, spec, status } as Job;
}

/** A volume of a pod that mounts the claim of these tests. */
export const mount = { name: 'data', persistentVolumeClaim: { claimName: 'db' } };
