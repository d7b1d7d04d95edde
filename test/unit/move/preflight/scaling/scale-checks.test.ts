import { expect, it } from 'vitest';
import { warningsOn } from '../../../../../src/move/preflight/warnings.ts';
import type { StatefulSet } from '../../../../../src/kube/objects/kinds.ts';
import type { Workloads } from '../../../../../src/move/preflight/scaling/workloads.ts';
import { factsWith, refusals, refusing } from '../../../../support/facts.ts';
import { requestOf } from '../../../../support/requests.ts';
import { autoscalerOf, deploymentOf, madeBy, replicaSetOf, statefulSetOf, userOf, workloadsOf } from '../../../../support/workloads.ts';

const request = requestOf({ claim: 'data-web-1', scale: true });
const ofSet = [userOf('web-1', 'data-web-1', madeBy('StatefulSet', 'web'))];
const withSet = (set: StatefulSet, more: Partial<Workloads> = {}) => ({
  request,
  mounters: ofSet,
  workloads: workloadsOf({ statefulSets: [set], ...more }),
});

const ofDeployment = (more: Partial<Workloads> = {}) => ({
  request: requestOf({ scale: true }),
  mounters: [userOf('api-1-a', 'data', madeBy('ReplicaSet', 'api-1'))],
  workloads: workloadsOf({
    deployments: [deploymentOf('api', 'data')],
    replicaSets: [replicaSetOf('api-1', 'data', { ownerReferences: madeBy('Deployment', 'api') })],
    ...more,
  }),
});

it('lets pods pass that end with the scaling', () => {
  expect(refusing(withSet(statefulSetOf('web')))).toEqual([]);
  expect(refusing(ofDeployment())).toEqual([]);
  expect(refusing({ ...ofDeployment(), workloads: undefined })).toEqual(['claim-mounted']);
});

it.each(['Job', 'DaemonSet', 'ReplicationController'])('refuses pods of a %s, which it does not scale', (kind) => {
  const mounters = [userOf('other', 'data', madeBy(kind, 'other'))];
  expect(refusals({ ...ofDeployment(), mounters })).toMatchObject([{ check: 'claim-mounted', next: [expect.stringContaining('other')] }]);
});

it('refuses a pod without an owner beside one that is scaled', () => {
  const { mounters } = ofDeployment();
  expect(refusing({ ...ofDeployment(), mounters: [...mounters, userOf('bare', 'data', [])] })).toEqual(['claim-mounted']);
});

it('refuses a set that deletes claims when it is scaled, also where it is not the moved one', () => {
  const policy = { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } };
  const shared = statefulSetOf('web', policy);
  shared.spec?.template.spec?.volumes?.push({ name: 'all', persistentVolumeClaim: { claimName: 'all' } });
  const mounters = [userOf('web-2', 'all', madeBy('StatefulSet', 'web'))];
  const found = refusals({
    request: requestOf({ claim: 'all', scale: true }),
    mounters,
    workloads: workloadsOf({ statefulSets: [shared] }),
  });
  expect(found).toMatchObject([{ check: 'scale-deletes-claims', next: [expect.stringContaining('"whenScaled":"Retain"')] }]);
});

it('refuses an owner that an operator runs, or that is being deleted', () => {
  expect(refusing(withSet(statefulSetOf('web', {}, { ownerReferences: madeBy('Prometheus', 'main') })))).toEqual(['scale-owner-is-run']);
  expect(refusing(withSet(statefulSetOf('web', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' })))).toEqual(['scale-owner-terminating']);
});

it('refuses a set that holds back a change of its pods', () => {
  const status = { replicas: 3, currentRevision: 'a', updateRevision: 'b' };
  const held = statefulSetOf('web', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } });
  expect(refusing(withSet({ ...held, status }))).toEqual(['scale-would-update']);
  expect(refusing(withSet({ ...statefulSetOf('web', { updateStrategy: { type: 'OnDelete' } }), status }))).toEqual(['scale-would-update']);
  expect(refusing(withSet({ ...statefulSetOf('web'), status }))).toEqual([]);
});

it('refuses an autoscaler where it would scale up again, and says that it is off where it would not', () => {
  expect(refusing(withSet(statefulSetOf('web'), { autoscalers: [autoscalerOf('StatefulSet', 'web')] }))).toEqual(['scale-autoscaled']);
  const calm = ofDeployment({ autoscalers: [autoscalerOf('Deployment', 'api')] });
  expect(refusing(calm)).toEqual([]);
  expect(warningsOn(factsWith(calm))).toEqual([
    'HorizontalPodAutoscaler api is off while Deployment api has 0 replicas, and on again afterwards',
  ]);
  expect(refusing(ofDeployment({ autoscalers: [autoscalerOf('Deployment', 'api', 0)] }))).toEqual(['scale-autoscaled']);
  const run = autoscalerOf('Deployment', 'api', 1, { ownerReferences: madeBy('ScaledObject', 'api') });
  expect(refusing(ofDeployment({ autoscalers: [run] }))).toEqual(['scale-autoscaled']);
});
