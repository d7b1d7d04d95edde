// @module-tag core
import { expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { until } from '../../../support/until.ts';
import { createBoundClaim, createMounter, startCluster } from './cluster.ts';

it('the claims of a namespace go after its pods, and hold it while a finalizer holds them', async () => {
  const { admin, ...cluster } = await startCluster();
  const claim = await createBoundClaim({ admin, ...cluster }, 'db');
  const claimKey = { name: 'db', namespace: 'app' };
  const podKey = { name: 'mounter', namespace: 'app' };
  await admin.mergePatch(kinds.claim, claimKey, { metadata: { finalizers: [...(claim.metadata.finalizers ?? []), 'example.com/twin'] } });
  await createMounter({ admin, ...cluster }, claim);
  const pod = await until(async () => {
    const now = await admin.read(kinds.pod, podKey);
    return now.spec?.nodeName !== undefined && now;
  });
  await cluster.report(pod, { phase: 'Running' });
  await cluster.remove(kinds.namespace, { name: 'app' });

  await until(async () => (await admin.read(kinds.pod, podKey)).metadata.deletionTimestamp !== undefined);
  const remains = async (type: string) =>
    (await admin.read(kinds.namespace, { name: 'app' })).status?.conditions?.find((condition) => condition.type === type)?.message ?? '';
  await until(async () => (await remains('NamespaceContentRemaining')).includes('pods. has 1 resource instances'));
  expect((await admin.read(kinds.claim, claimKey)).metadata.deletionTimestamp).toBeUndefined();

  const { uid = '', resourceVersion = '' } = (await admin.read(kinds.pod, podKey)).metadata;
  await admin.remove(kinds.pod, podKey, { uid, resourceVersion }, { gracePeriodSeconds: 0 });
  const held = await until(async () => {
    const now = await admin.read(kinds.claim, claimKey);
    return now.metadata.deletionTimestamp !== undefined && now.metadata.finalizers?.length === 1 && now;
  });
  expect(held.metadata.finalizers).toEqual(['example.com/twin']);
  await until(async () => (await remains('NamespaceFinalizersRemaining')).includes('example.com/twin in 1 resource instances'));
  await admin.mergePatch(kinds.claim, claimKey, { metadata: { finalizers: null } });
  await until(async () => (await admin.find(kinds.namespace, { name: 'app' })) === undefined);
  await until(async () => (await admin.find(kinds.volume, { name: claim.spec?.volumeName ?? '' })) === undefined);
});
