// @module-tag core
import { expect, it } from 'vitest';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import { watchRepository } from '../../../../src/move/copy/watch-repository.ts';
import { openApiServers } from '../api-servers.ts';

async function openWatch(more: { finalizers?: string[] } = {}) {
  const lab = await openApiServers();
  const move = await lab.move();
  const namespace = move.journal.value.workspace;
  await lab.rome.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const spec = { containers: [{ name: 'server', image: 'x' }] };
  const key = { namespace, name: 'repository' };
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...key, ...more }, spec };
  await lab.rome.create(kinds.pod, pod);
  const containerStatuses = [{ name: 'server', image: 'x', imageID: '', ready: true, restartCount: 0 }];
  return { lab, move, key, made: await lab.rome.mergePatch(kinds.pod, key, { status: { containerStatuses } }, { subresource: 'status' }) };
}

it('says that the repository is ready', async () => {
  const { move } = await openWatch();
  await new Promise<void>((resolve, reject) => void watchRepository(move, resolve).catch(reject));
});

it('hears that the repository was taken away', async () => {
  const { lab, move, key, made } = await openWatch();
  const watching = expect(watchRepository(move, () => undefined)).rejects.toMatchObject({
    kind: 'move',
    message: expect.stringContaining('vanished'),
  });
  const { uid = '', resourceVersion = '' } = made.metadata;
  await lab.rome.remove(kinds.pod, key, { uid, resourceVersion }, { gracePeriodSeconds: 0 });
  await watching;
});

it('hears that the repository has ended, and why', async () => {
  const { lab, move, key } = await openWatch();
  const message = expect.stringContaining('ended: Evicted: the node was low on storage');
  const watching = expect(watchRepository(move, () => undefined)).rejects.toMatchObject({ message });
  await lab.rome.mergePatch(kinds.pod, key, { status: { phase: 'Running' } }, { subresource: 'status' });
  const status = { phase: 'Failed', reason: 'Evicted', message: 'the node was low on storage' };
  await lab.rome.mergePatch(kinds.pod, key, { status }, { subresource: 'status' });
  await watching;
});

it('hears that the repository is being deleted, which its node may never confirm', async () => {
  const { lab, move, key, made } = await openWatch({ finalizers: ['example.com/held'] });
  const watching = expect(watchRepository(move, () => undefined)).rejects.toMatchObject({
    message: expect.stringContaining('was deleted'),
  });
  const { uid = '', resourceVersion = '' } = made.metadata;
  await lab.rome.remove(kinds.pod, key, { uid, resourceVersion });
  await watching;
});
