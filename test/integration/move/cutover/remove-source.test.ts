// @module-tag core
import { expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { removeSource, waitForDetachment } from '../../../../src/move/cutover/remove-source.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import type { Move } from '../../../../src/move/model/move.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { failure } from '../../../support/scripted-port.ts';
import { openLocalSource, storage } from '../local-source.ts';
import { remoteTarget } from '../../../support/journals.ts';
import { portWith } from '../../../support/ports.ts';
import { openApiServers } from '../api-servers.ts';

const claimKey = { name: 'uid-1', namespace: storage };

const removeCopy = (move: Move) => patiently(move, removeSource);

/** On a clock that runs as fast as anybody waits for it. */
async function patiently<R>(move: Move, act: (move: Move) => Promise<R>): Promise<R> {
  const clock = createFakeClock();
  let over = false;
  const acting = act({ ...move, clock }).finally(() => (over = true));
  while (!over) await clock.advance(5_000);
  return acting;
}

it('an old volume that a lost node has attached is not deleted from under it, but left as an ordinary one, and told', async () => {
  const lab = await openApiServers({ controllers: true });
  const { move, home } = await openLocalSource(lab);
  await home.hold();
  const attachment = { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name: 'a' } };
  const source = { persistentVolumeName: move.journal.value.volume.name };
  await lab.rome.create(kinds.volumeAttachment, { ...attachment, spec: { attacher: 'd', nodeName: 'rome-1', source } });
  await patiently(move, waitForDetachment);
  expect(move.waits).toEqual(['volume pvc-uid-1 to be detached from node rome-1']);
  const [text = '', ...more] = await removeCopy(move);
  expect(more).toEqual([]);
  expect(text).toContain('PersistentVolume real was not deleted: volume pvc-uid-1 is still attached to node rome-1');
  expect(text).toContain('kubectl delete pvc -n liqo-storage uid-1');
  const claim = await lab.rome.read(kinds.claim, claimKey);
  expect(claim.metadata).toMatchObject({
    labels: { [moveLabels.leftBehind]: 'abcdefghij' },
    annotations: { [moveLabels.leftBehind]: text },
  });
  expect(claim.metadata.deletionTimestamp).toBeUndefined();
  const volume = await lab.rome.read(kinds.volume, { name: 'real' });
  expect(volume).toMatchObject({ status: { phase: 'Bound' }, spec: { persistentVolumeReclaimPolicy: 'Delete' } });
  for (const object of [claim, volume]) expect(object.metadata.annotations).not.toHaveProperty([moveLabels.id]);
});

it('an old claim that nobody may delete is told, and so is who refuses', async () => {
  const lab = await openApiServers({ controllers: true });
  const { move, home } = await openLocalSource(lab);
  await home.hold();
  const remove: KubePort['remove'] = async () => Promise.reject(failure('forbidden'));
  const [text] = await removeCopy({ ...move, consumer: portWith(lab.rome, { remove }) });
  expect(text).toMatch(/^PersistentVolumeClaim liqo-storage\/uid-1 in rome with PersistentVolume real could not be deleted: /);
  expect((await lab.rome.read(kinds.volume, { name: 'real' })).spec?.persistentVolumeReclaimPolicy).toBe('Delete');
});

it('an old claim that somebody deleted and keeps is told; its volume stays as it is, without our marks', async () => {
  const lab = await openApiServers({ controllers: true });
  const { move, home } = await openLocalSource(lab);
  await home.hold();
  await lab.rome.mergePatch(kinds.claim, claimKey, { metadata: { finalizers: ['example.com/backup'] } });
  const { uid = '', resourceVersion = '' } = (await lab.rome.read(kinds.claim, claimKey)).metadata;
  await lab.rome.remove(kinds.claim, claimKey, { uid, resourceVersion });
  const [text] = await removeCopy(move);
  expect(text).toContain('it is kept by finalizer example.com/backup');
  expect(text).toContain('volume real, which is retained, is yours to delete');
  const { spec, metadata } = await lab.rome.read(kinds.volume, { name: 'real' });
  expect(spec?.persistentVolumeReclaimPolicy).toBe('Retain');
  expect(metadata.annotations).not.toHaveProperty([moveLabels.id]);
});

it('an old claim in a provider that does not answer any more is told, with the finalizer that stays on it', async () => {
  const lab = await openApiServers();
  const move = await lab.move({ source: { ...remoteTarget, claimUid: 'real-1' } });
  const [text] = await removeCopy({ ...move, provider: async () => Promise.reject(failure('unreachable')) });
  expect(text).toContain('PersistentVolumeClaim shop-rome/data in milan was not deleted within 900 s');
  expect(text).toContain('take finalizer move.liqo.io/hold off it');
});
