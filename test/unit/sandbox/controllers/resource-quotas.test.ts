import { expect, it } from 'vitest';
import type { ResourceQuota } from '../../../../src/kube/kinds.ts';
import { renderUsed } from '../../../sandbox/controllers/resource-quotas.ts';
import { claimWith, podWith } from './objects.ts';

it('a quota knows what is used of it, in all and by class, and says nothing about what it cannot count', () => {
  const hard = {
    persistentvolumeclaims: '5',
    'requests.storage': '10Gi',
    'slow.storageclass.storage.k8s.io/requests.storage': '10Gi',
    'fast.storageclass.storage.k8s.io/persistentvolumeclaims': '3',
    pods: '4',
    'count/pods': '4',
    'requests.nvidia.com/gpu': '1',
  };
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'quota' }, spec: { hard } } as ResourceQuota;
  const claims = [claimWith(), claimWith({ spec: { storageClassName: 'slow', resources: { requests: { storage: '512Mi' } } } })];
  expect(renderUsed(quota, claims, [podWith(), podWith({}, { phase: 'Succeeded' })])).toEqual({
    persistentvolumeclaims: '2',
    'requests.storage': String(1.5 * 2 ** 30),
    'slow.storageclass.storage.k8s.io/requests.storage': String(2 ** 29),
    'fast.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
    pods: '1',
    'count/pods': '2',
  });
});
