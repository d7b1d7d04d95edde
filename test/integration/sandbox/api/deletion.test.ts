import { expect, test } from 'vitest';
import { type Claim, type Job, kinds, type Meta, type Pod } from '../../../../src/kube/objects/kinds.ts';
import type { Preconditions } from '../../../../src/kube/client/port.ts';
import { at, claim, pod, withCluster } from './cluster.ts';

const cluster = withCluster();
const exactly = ({ metadata }: { metadata: Meta }): Preconditions => ({
  uid: metadata.uid ?? '',
  resourceVersion: metadata.resourceVersion ?? '',
});

async function boundPod(name: string): Promise<Pod> {
  await cluster.port.create(kinds.pod, pod(name));
  return await cluster.port.mergePatch(kinds.pod, at(name), { spec: { nodeName: 'rome-1' } }, { subresource: 'binding' });
}

test('a delete means one incarnation: another uid or an old version is a conflict', async () => {
  const made = await cluster.http.create(kinds.claim, claim('which'));
  const other = { uid: 'other', resourceVersion: made.metadata.resourceVersion ?? '' };
  await expect(cluster.http.remove(kinds.claim, at('which'), other)).rejects.toThrow(
    'the UID in the precondition (other) does not match the UID in record',
  );
  const old = { uid: made.metadata.uid ?? '', resourceVersion: '1' };
  await expect(cluster.http.remove(kinds.claim, at('which'), old)).rejects.toThrow(
    'the ResourceVersion in the precondition (1) does not match',
  );
  expect((await cluster.port.read(kinds.claim, at('which'))).metadata.deletionTimestamp).toBeUndefined();
});

test('finalizers hold an object until the last is gone, and none can be added meanwhile', async () => {
  const made = await cluster.http.create(kinds.claim, claim('held'));
  await cluster.http.remove(kinds.claim, at('held'), exactly(made));
  const held = await cluster.http.read(kinds.claim, at('held'));
  expect(held.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, finalizers: ['kubernetes.io/pvc-protection'] });
  const add = { metadata: { finalizers: ['kubernetes.io/pvc-protection', 'move.liqo.io/hold'] } };
  await expect(cluster.http.mergePatch(kinds.claim, at('held'), add)).rejects.toThrow(
    'no new finalizers can be added if the object is being deleted',
  );
  await cluster.http.mergePatch(kinds.claim, at('held'), { metadata: { finalizers: null } });
  expect(await cluster.http.find(kinds.claim, at('held'))).toBeUndefined();
});

test('foreground and orphan deletion leave their finalizers for the garbage collector', async () => {
  for (const [propagation, finalizer] of [
    ['Foreground', 'foregroundDeletion'],
    ['Orphan', 'orphan'],
  ] as const) {
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: propagation.toLowerCase(), namespace: 'app' } };
    const made = await cluster.port.create(kinds.configMap, map);
    await cluster.port.remove(kinds.configMap, at(map.metadata.name), exactly(made), { propagation });
    expect((await cluster.port.read(kinds.configMap, at(map.metadata.name))).metadata.finalizers).toEqual([finalizer]);
  }
});

test('a Job deleted without a policy orphans its pods, as batch/v1 always did', async () => {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } };
  const job: Job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'old', namespace: 'app' }, spec: { template } };
  await cluster.port.create(kinds.job, job);
  await request('DELETE', '/apis/batch/v1/namespaces/app/jobs/old', {});
  expect((await cluster.port.read(kinds.job, at('old'))).metadata.finalizers).toEqual(['orphan']);
});

test('a pod on a node waits for its kubelet; one without a node, or finished, goes at once', async () => {
  const waiting = await boundPod('waiting');
  await cluster.http.remove(kinds.pod, at('waiting'), exactly(waiting));
  const marked = await cluster.http.read(kinds.pod, at('waiting'));
  expect(marked.metadata.deletionGracePeriodSeconds).toBe(30);
  await cluster.http.remove(kinds.pod, at('waiting'), exactly(marked));
  expect((await cluster.http.read(kinds.pod, at('waiting'))).metadata.deletionGracePeriodSeconds).toBe(30);
  await cluster.http.remove(kinds.pod, at('waiting'), exactly(marked), { gracePeriodSeconds: 0 });
  expect(await cluster.http.find(kinds.pod, at('waiting'))).toBeUndefined();

  const unbound = await cluster.http.create(kinds.pod, pod('unbound'));
  await cluster.http.remove(kinds.pod, at('unbound'), exactly(unbound));
  expect(await cluster.http.find(kinds.pod, at('unbound'))).toBeUndefined();

  await boundPod('finished');
  const finished = await cluster.http.mergePatch(kinds.pod, at('finished'), { status: { phase: 'Succeeded' } }, { subresource: 'status' });
  await cluster.http.remove(kinds.pod, at('finished'), exactly(finished));
  expect(await cluster.http.find(kinds.pod, at('finished'))).toBeUndefined();
});

test('a dry run of a delete deletes nothing', async () => {
  const made = await cluster.http.create(kinds.pod, pod('dry'));
  await cluster.http.remove(kinds.pod, at('dry'), exactly(made), { dryRun: true });
  expect((await cluster.http.read(kinds.pod, at('dry'))).metadata.resourceVersion).toBe(made.metadata.resourceVersion);
});

test('a collection is deleted by selector', async () => {
  const labelled = (name: string, tier: string): Claim => ({ ...claim(name), metadata: { name, namespace: 'app', labels: { tier } } });
  await cluster.port.create(kinds.claim, labelled('tier-a', 'a'));
  await cluster.port.create(kinds.claim, labelled('tier-b', 'b'));
  await request('DELETE', '/api/v1/namespaces/app/persistentvolumeclaims?labelSelector=tier%3Da', {});
  const going = (await cluster.port.list(kinds.claim, { labels: 'tier' })).items.filter(({ metadata }) => metadata.deletionTimestamp);
  expect(going.map(({ metadata }) => metadata.name)).toEqual(['tier-a']);
});

async function request(method: string, path: string, body: object): Promise<void> {
  const token = /token: (\w+)/.exec(cluster.server.kubeconfig({ name: 'kubernetes-admin', groups: ['system:masters'] }))?.[1];
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${cluster.server.url}${path}`, { method, headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
  await answer.text();
}
