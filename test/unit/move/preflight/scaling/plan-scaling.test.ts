import { expect, it } from 'vitest';
import type { Facts } from '../../../../../src/move/preflight/facts/facts.ts';
import { planScaling } from '../../../../../src/move/preflight/scaling/plan-scaling.ts';
import { requestOf } from '../../../../support/requests.ts';
import { deploymentOf, madeBy, replicaSetOf, statefulSetOf, userOf, workloadsOf } from '../../../../support/workloads.ts';

const planned = (claim: string, known: Pick<Facts, 'mounters' | 'workloads'>) =>
  planScaling({ ...known, request: requestOf({ claim, scale: true }) }).map(
    ({ owner: { kind, name, replicas, scaledTo } }) => `${kind} ${name} ${replicas} ${scaledTo}`,
  );

const ofWeb = madeBy('StatefulSet', 'web');

it('scales a StatefulSet down to the replica that has the claim of the template', () => {
  const workloads = workloadsOf({ statefulSets: [statefulSetOf('web')] });
  const user = (ordinal: number) => [userOf(`web-${ordinal}`, `data-web-${ordinal}`, ofWeb)];
  expect(planned('data-web-0', { mounters: user(0), workloads })).toEqual(['StatefulSet web 3 0']);
  expect(planned('data-web-2', { mounters: user(2), workloads })).toEqual(['StatefulSet web 3 2']);
  // Its pod is being made again.
  expect(planned('data-web-1', { mounters: [], workloads })).toEqual(['StatefulSet web 3 1']);
});

it('counts from the first ordinal of the set', () => {
  const workloads = workloadsOf({ statefulSets: [statefulSetOf('web', { ordinals: { start: 5 } })] });
  expect(planned('data-web-6', { mounters: [userOf('web-6', 'data-web-6', ofWeb)], workloads })).toEqual(['StatefulSet web 3 1']);
});

it('scales a StatefulSet to 0 whose pods share the claim, or where a lower one uses it besides', () => {
  const shared = workloadsOf({ statefulSets: [statefulSetOf('web', { shared: 'all' })] });
  expect(planned('all', { mounters: [userOf('web-2', 'all', ofWeb)], workloads: shared })).toEqual(['StatefulSet web 3 0']);
  const workloads = workloadsOf({ statefulSets: [statefulSetOf('web')] });
  const both = [userOf('web-2', 'data-web-2', ofWeb), userOf('web-1', 'data-web-2', ofWeb)];
  expect(planned('data-web-2', { mounters: both, workloads })).toEqual(['StatefulSet web 3 1']);
});

it('scales a Deployment, not its ReplicaSet, and a ReplicaSet that has none', () => {
  const made = replicaSetOf('api-1', 'data', { ownerReferences: madeBy('Deployment', 'api') });
  const workloads = workloadsOf({ deployments: [deploymentOf('api', 'data')], replicaSets: [made, replicaSetOf('bare', 'data')] });
  const mounters = [
    userOf('api-1-a', 'data', madeBy('ReplicaSet', 'api-1')),
    userOf('api-1-b', 'data', madeBy('ReplicaSet', 'api-1')),
    userOf('bare-a', 'data', madeBy('ReplicaSet', 'bare')),
  ];
  expect(planned('data', { mounters, workloads })).toEqual(['Deployment api 2 0', 'ReplicaSet bare 2 0']);
});

it('leaves out who has no more replicas than may stay, and everybody without --scale', () => {
  const workloads = workloadsOf({ statefulSets: [statefulSetOf('web', { replicas: 1 })] });
  expect(planned('data-web-1', { mounters: [], workloads })).toEqual([]);
  expect(planned('data', { mounters: [userOf('pod', 'data', madeBy('ReplicaSet', 'gone'))], workloads: undefined })).toEqual([]);
});
