import { expect, it, test } from 'vitest';
import type { ResourceQuota } from '../../../../src/kube/objects/kinds.ts';
import type { ApiObject } from '../../../sandbox/api/object.ts';
import { renderUsed } from '../../../sandbox/controllers/resource-quotas.ts';
import { claimWith, jobWith, podWith } from './objects.ts';

const quotaOf = (spec: ResourceQuota['spec']) =>
  ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'quota' }, spec }) as ResourceQuota;
const counted = (objects: Record<string, unknown[]>) => new Map(Object.entries(objects) as [string, ApiObject[]][]);

it('a quota knows what is used of it, in all and by class', () => {
  const hard = {
    persistentvolumeclaims: '5',
    'requests.storage': '10Gi',
    'slow.storageclass.storage.k8s.io/requests.storage': '10Gi',
    'fast.storageclass.storage.k8s.io/persistentvolumeclaims': '3',
    pods: '4',
    'count/pods': '4',
    'count/jobs.batch': '4',
    secrets: '4',
    'count/secrets': '4',
    'requests.nvidia.com/gpu': '1',
  };
  const objects = counted({
    persistentvolumeclaims: [claimWith(), claimWith({ spec: { storageClassName: 'slow', resources: { requests: { storage: '512Mi' } } } })],
    pods: [podWith(), podWith({}, { phase: 'Succeeded' })],
    jobs: [jobWith()],
    secrets: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' } }],
  });
  expect(renderUsed(quotaOf({ hard }), objects)).toEqual({
    persistentvolumeclaims: '2',
    'requests.storage': '1536Mi',
    'slow.storageclass.storage.k8s.io/requests.storage': '512Mi',
    'fast.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
    pods: '1',
    'count/pods': '2',
    'count/jobs.batch': '1',
    secrets: '1',
    'count/secrets': '1',
    'requests.nvidia.com/gpu': '0',
  });
});

const sized = (cpu: string, memory: string) => ({ name: 'c', resources: { requests: { cpu }, limits: { memory } } });

it('containers count together, those of the beginning only where they need more; a limit is a request, too', () => {
  const pod = podWith({ containers: [sized('250m', '1Gi'), sized('250m', '1Gi')], initContainers: [sized('1', '512Mi')] });
  const hard = { 'requests.cpu': '9', cpu: '9', 'requests.memory': '9Gi', 'limits.memory': '9Gi', 'limits.cpu': '9' };
  expect(renderUsed(quotaOf({ hard }), counted({ pods: [pod] }))).toEqual({
    'requests.cpu': '1',
    cpu: '1',
    'requests.memory': '2Gi',
    'limits.memory': '2Gi',
    'limits.cpu': '0',
  });
});

test.each<[string, NonNullable<ResourceQuota['spec']>, string]>([
  ['Terminating', { scopes: ['Terminating'] }, '0'],
  ['NotTerminating', { scopes: ['NotTerminating'] }, '1'],
  ['BestEffort', { scopes: ['BestEffort', 'NotTerminating'] }, '1'],
  ['NotBestEffort', { scopes: ['NotBestEffort'] }, '0'],
  ['a priority class', { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }] } }, '0'],
  ['no priority class', { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'DoesNotExist' }] } }, '1'],
])('of a quota with the scope %s only pods that fit it count', (_scope, spec, pods) => {
  const objects = counted({ pods: [podWith({}, { qosClass: 'BestEffort' })], secrets: [{ kind: 'Secret', metadata: { name: 's' } }] });
  expect(renderUsed(quotaOf({ hard: { pods: '9', 'count/secrets': '9' }, ...spec }), objects)).toEqual({ pods, 'count/secrets': '0' });
});
