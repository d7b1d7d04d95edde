// @module-tag core
import { describe, expect, it } from 'vitest';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { kinds, type Volume } from '../../../../src/kube/objects/kinds.ts';
import type { Journal } from '../../../../src/move/model/journal.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import {
  holdVirtualVolume,
  releaseVirtualVolume,
  removeOldVirtualVolume,
  settleVirtualVolume,
} from '../../../../src/move/cutover/virtual-volume.ts';
import { waitUntilDetached } from '../../../../src/move/held/detachment.ts';
import { type ApiServers, bind, openApiServers, removeNow } from '../api-servers.ts';
import { portWith } from '../../../support/ports.ts';
import { volumeOf } from '../../../support/volumes.ts';
import { claimOf } from '../../../support/claims.ts';
import { until } from '../../../support/until.ts';

const key = { name: 'data', namespace: 'shop' };
const name = 'pvc-uid-1';

/** A bound virtual claim and a move that is about to hold its volume. */
async function open() {
  const lab = await openApiServers({ controllers: true });
  const pair = await bind(lab.rome, claimOf(key), volumeOf(name));
  const volume: Journal['volume'] = { name, uid: pair.volume.metadata.uid ?? '', policy: 'Delete' };
  const move = await lab.move({ claim: pair.claim as unknown as Journal['claim'], volume });
  return { lab, pair, move, held: volume };
}

const read = ({ rome }: ApiServers) => rome.read(kinds.volume, { name });
const isReleased = (lab: ApiServers) => until(async () => ((await read(lab)).status?.phase === 'Released' ? true : undefined));

describe('the virtual volume', () => {
  it('is retained and marked while it is held, and as it was when it is released', async () => {
    const { lab, pair, move, held } = await open();
    await holdVirtualVolume(move, held);
    expect(await read(lab)).toMatchObject({
      metadata: { annotations: { [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: '1' } },
      spec: { persistentVolumeReclaimPolicy: 'Retain' },
    });
    await releaseVirtualVolume(move, held);
    const { metadata, spec } = await read(lab);
    expect(spec).toEqual(pair.volume.spec);
    for (const mark of Object.values(moveLabels)) expect(metadata.annotations ?? {}).not.toHaveProperty([mark]);
  });

  it('never gets Delete back once it has left Bound: it is removed instead', async () => {
    const { lab, move, held } = await open();
    await holdVirtualVolume(move, held);
    await removeNow(lab.rome, kinds.claim, key);
    await isReleased(lab);
    const { uid = '' } = (await lab.rome.create(kinds.claim, claimOf(key, {}, { storageClassName: 'elsewhere' }))).metadata;
    await move.journal.update((journal) => ({ ...journal, swapBack: { claimUid: uid } }));
    const policies: unknown[] = [];
    const consumer = portWith(lab.rome, {
      mergePatch: async (kind, place, patch: { spec?: { persistentVolumeReclaimPolicy?: string } }, options) => {
        policies.push(patch.spec?.persistentVolumeReclaimPolicy);
        return lab.rome.mergePatch(kind, place, patch, options);
      },
    });
    await releaseVirtualVolume({ ...move, consumer }, held);
    expect(await lab.rome.find(kinds.volume, { name })).toBeUndefined();
    expect(policies).not.toContain('Delete');
  });

  it('does not get Delete back while its claim is going', async () => {
    const { lab, move, held } = await open();
    await holdVirtualVolume(move, held);
    await lab.rome.mergePatch(kinds.claim, key, { metadata: { finalizers: ['example.com/slow'] } });
    await removeNow(lab.rome, kinds.claim, key);
    const stop = new AbortController();
    const removed = releaseVirtualVolume({ ...move, signal: stop.signal, waiting: () => stop.abort(new Error('stop')) }, held);
    await expect(removed).rejects.toThrow();
    expect((await read(lab)).spec?.persistentVolumeReclaimPolicy).toBe('Retain');
  });

  it('is left alone where another has taken its name', async () => {
    const { lab, move, held } = await open();
    const before = await read(lab);
    await holdVirtualVolume(move, { ...held, uid: 'other' });
    await releaseVirtualVolume(move, { ...held, uid: 'other' });
    expect(await read(lab)).toEqual(before);
  });

  it('is removed at the end only when it has left Bound', async () => {
    const { lab, move, held } = await open();
    await holdVirtualVolume(move, held);
    await removeOldVirtualVolume(move);
    expect((await read(lab)).metadata.deletionTimestamp).toBeUndefined();
    await removeNow(lab.rome, kinds.claim, key);
    await isReleased(lab);
    await removeOldVirtualVolume(move);
    expect(await lab.rome.find(kinds.volume, { name })).toBeUndefined();
  });

  it('is removed at the end, too, when nobody has noticed yet that its claim is gone', async () => {
    const { lab, move, held } = await open();
    await holdVirtualVolume(move, held);
    await removeNow(lab.rome, kinds.claim, key);
    await isReleased(lab);
    await move.journal.update((journal) => ({ ...journal, swap: { ...journal.swap, claimUid: 'uid-of-the-new-one' } }));
    const find = async (...asked: Parameters<typeof lab.rome.find>) => {
      const found = (await lab.rome.find(...asked)) as Volume | undefined;
      return found && { ...found, status: { phase: 'Bound' } };
    };
    await removeOldVirtualVolume({ ...move, consumer: portWith(lab.rome, { find: find as KubePort['find'] }) });
    expect(await lab.rome.find(kinds.volume, { name })).toBeUndefined();
  });
});

describe('the volume of the cut', () => {
  const reserved = 'liqo-move-abcdefghij-1';
  const annotations = { [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: '1' };

  async function openCut() {
    const lab = await openApiServers({ controllers: true });
    const pair = await bind(lab.rome, claimOf(key), volumeOf(reserved, { persistentVolumeReclaimPolicy: 'Retain' }, { annotations }));
    const { uid = '' } = pair.volume.metadata;
    const swap = { volume: { name: reserved, uid }, claimUid: pair.claim.metadata.uid ?? '' };
    return { lab, pair, move: await lab.move({ swap }) };
  }

  it('gets the policy that the claim`s volume had before', async () => {
    const { lab, move } = await openCut();
    await settleVirtualVolume(move, 'target');
    const { metadata, spec } = await lab.rome.read(kinds.volume, { name: reserved });
    expect(spec?.persistentVolumeReclaimPolicy).toBe('Delete');
    expect(metadata.annotations).not.toHaveProperty([moveLabels.id]);
  });

  it('gets it also where the first answer is older than its binding', async () => {
    const { lab, move } = await openCut();
    const old = [{ phase: 'Available' }];
    const find: KubePort['find'] = async (kind, place) => {
      const found = await lab.rome.find(kind, place);
      const status = kind.kind === 'PersistentVolume' ? old.pop() : undefined;
      return found !== undefined && status !== undefined ? { ...found, status } : found;
    };
    await settleVirtualVolume({ ...move, consumer: portWith(lab.rome, { find }) }, 'target');
    expect((await lab.rome.read(kinds.volume, { name: reserved })).spec?.persistentVolumeReclaimPolicy).toBe('Delete');
  });

  it('keeps Retain where it is bound to another claim than the one alive', async () => {
    const { lab, move } = await openCut();
    await removeNow(lab.rome, kinds.claim, key);
    const released = async () => (await lab.rome.read(kinds.volume, { name: reserved })).status?.phase === 'Released';
    await until(async () => ((await released()) ? true : undefined));
    const { uid = '' } = (await lab.rome.create(kinds.claim, claimOf(key, {}, { storageClassName: 'elsewhere' }))).metadata;
    await move.journal.update((journal) => ({ ...journal, swap: { ...journal.swap, claimUid: uid } }));
    await settleVirtualVolume(move, 'target');
    expect((await lab.rome.read(kinds.volume, { name: reserved })).spec?.persistentVolumeReclaimPolicy).toBe('Retain');
  });
});

it('a volume is waited for until no node has it attached', async () => {
  const lab = await openApiServers();
  const move = await lab.move();
  const attachment = { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name: 'a' } };
  const spec = { attacher: 'd', nodeName: 'rome-1', source: { persistentVolumeName: name } };
  await lab.rome.create(kinds.volumeAttachment, { ...attachment, spec });
  await waitUntilDetached(move, 'another');
  expect(move.waits).toEqual([]);
  const waiting = (text: string) => {
    move.waits.push(text);
    void removeNow(lab.rome, kinds.volumeAttachment, { name: 'a' });
  };
  await waitUntilDetached({ ...move, waiting }, name);
  expect(move.waits).toEqual([`volume ${name} to be detached from node rome-1`]);
});
