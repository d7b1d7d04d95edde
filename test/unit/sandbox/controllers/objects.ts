import type { Claim, Job, Node, Pod, StorageClass, Volume } from '../../../../src/kube/objects/kinds.ts';

/** Objects for the tables of these tests: complete enough to decide on, changed by what the case is about. */
export function claimWith(change: { spec?: object; annotations?: Record<string, string>; phase?: string } = {}): Claim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'db', namespace: 'app', uid: 'claim-uid', resourceVersion: '7', annotations: change.annotations ?? {} },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'fast', ...change.spec },
    status: { phase: change.phase ?? 'Pending' },
  } as Claim;
}

export function volumeWith(change: { name?: string; spec?: object; annotations?: Record<string, string>; phase?: string } = {}): Volume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: change.name ?? 'pv', uid: 'volume-uid', resourceVersion: '9', annotations: change.annotations ?? {} },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      storageClassName: 'fast',
      persistentVolumeReclaimPolicy: 'Delete',
      ...change.spec,
    },
    status: { phase: change.phase ?? 'Available' },
  } as Volume;
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
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'pod', namespace: 'app', uid: 'pod-uid' },
    spec: { containers: [{ name: 'main', image: 'sh' }], ...spec },
    status,
  } as Pod;
}

export function jobWith(spec: object = {}, status: object = {}): Job {
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job', namespace: 'app', uid: 'job-uid' }, spec, status } as Job;
}

/** A volume of a pod that mounts the claim of these tests. */
export const mount = { name: 'data', persistentVolumeClaim: { claimName: 'db' } };
