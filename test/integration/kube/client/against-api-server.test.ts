// @module-tag core
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../src/base/time/system-clock.ts';
import { connectText } from '../../../../src/kube/login/connect.ts';
import { type ConfigMap, kinds } from '../../../../src/kube/objects/kinds.ts';
import { acquireLease } from '../../../../src/kube/lease/lease.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { waitForObject } from '../../../../src/kube/client/wait.ts';
import { type ApiServer, startApiServer } from '../../../sandbox/api/server.ts';
import { surroundings } from '../../../support/surroundings.ts';

const admin = { name: 'kubernetes-admin', groups: ['system:masters'] };
const key = { name: 'journal', namespace: 'default' };

const map = (value: string): ConfigMap => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...key }, data: { value } });

async function start(): Promise<{ server: ApiServer; port: KubePort }> {
  const server = await startApiServer({ name: 'rome' });
  onTestFinished(() => server.close());
  return { server, port: await connectText(server.kubeconfig(admin), { ...surroundings, cluster: 'rome' }) };
}

it('writes conditionally, and reads back what it wrote', async () => {
  const { port } = await start();
  const created = await port.create(kinds.configMap, map('one'));
  await expect(port.create(kinds.configMap, map('one'))).rejects.toMatchObject({ reason: 'alreadyExists' });
  const { uid = '', resourceVersion = '' } = created.metadata;
  const patch = (version: string) => ({ metadata: { resourceVersion: version }, data: { value: 'two' } });
  await port.mergePatch(kinds.configMap, key, patch(resourceVersion), { dryRun: true });
  await port.mergePatch(kinds.configMap, key, patch(resourceVersion));
  await expect(port.mergePatch(kinds.configMap, key, patch(resourceVersion))).rejects.toMatchObject({ reason: 'conflict' });
  await port.jsonPatch(kinds.configMap, key, [
    { op: 'test', path: '/data/value', value: 'two' },
    { op: 'add', path: '/data/more', value: 'ü' },
  ]);
  const now = await port.read(kinds.configMap, key);
  expect(now.data).toEqual({ value: 'two', more: 'ü' });
  await expect(port.remove(kinds.configMap, key, { uid, resourceVersion })).rejects.toMatchObject({ reason: 'conflict' });
  const current = { uid, resourceVersion: now.metadata.resourceVersion ?? '' };
  await port.remove(kinds.configMap, key, current, { dryRun: true });
  expect(await port.find(kinds.configMap, key)).toBeDefined();
  await port.remove(kinds.configMap, key, current);
  expect(await port.find(kinds.configMap, key)).toBeUndefined();
  await expect(port.remove(kinds.configMap, key, current)).rejects.toMatchObject({ reason: 'notFound' });
});

it('knows who it is and what it may', async () => {
  const { server, port } = await start();
  expect(await port.whoAmI()).toBe('kubernetes-admin');
  expect(await port.serves(kinds.admissionPolicy)).toBe(true);
  expect(await port.allows({ verb: 'delete', group: '', resource: 'persistentvolumes' })).toBe(true);
  const nobody = await connectText(server.kubeconfig({ name: 'nobody', groups: [] }), surroundings);
  expect(await nobody.allows({ verb: 'delete', group: '', resource: 'persistentvolumes' })).toBe(false);
  await expect(nobody.read(kinds.configMap, key)).rejects.toMatchObject({ reason: 'forbidden' });
});

it('waits through forgotten history and a stopped server', async () => {
  const { server, port } = await start();
  const isDone = (object: ConfigMap | undefined) => (object?.data?.['value'] === 'done' ? true : undefined);
  let updates = 0;
  const options = { clock: systemClock, signal: new AbortController().signal, onUpdate: () => (updates += 1) };
  const waiting = waitForObject({ port, kind: kinds.configMap, key }, isDone, options);
  await expect.poll(() => updates).toBeGreaterThan(0);
  await port.create(kinds.configMap, map('one'));
  server.expireWatches();
  await server.stop();
  await expect(port.read(kinds.configMap, key)).rejects.toMatchObject({ reason: 'unreachable' });
  await server.start();
  await port.mergePatch(kinds.configMap, key, { data: { value: 'done' } });
  expect(await waiting).toBe(true);
});

it('takes, frees and takes a lease again', async () => {
  const { port } = await start();
  const lock = { name: 'lock', namespace: 'default' };
  const take = (holder: string) =>
    acquireLease(port, lock, { holder, seconds: 15, clock: systemClock, labels: { 'move.liqo.io/id': 'x' } });
  const first = await take('one');
  expect(first).toMatchObject({ kind: 'held', fencingToken: 1 });
  if (first.kind === 'held') await first.release();
  const second = await take('two');
  expect(second).toMatchObject({ kind: 'held', fencingToken: 2 });
  if (second.kind === 'held') await second.discard();
  expect(await port.find(kinds.lease, lock)).toBeUndefined();
});
