import { describe, expect, it } from 'vitest';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import { abortMove } from '../../../../src/move/engine/abort.ts';
import { sweepLeftovers } from '../../../../src/move/leftovers/sweep.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import type { MoveEvent } from '../../../../src/move/model/events.ts';
import { claimOf } from '../../../support/claims.ts';
import { podOf } from '../../../support/pods.ts';
import { untilPasses } from '../../../support/until.ts';
import { volumeOf } from '../../../support/volumes.ts';
import { bind, openApiServers } from '../api-servers.ts';
import { stageTarget } from '../living-target.ts';
import { contextWith, createGuard, id, marks } from './leftover-objects.ts';

const ref = { namespace: 'shop', claim: 'data' };
const plain = { discardChanges: false, recreate: false };
const there = { name: 'data', namespace: 'shop-rome' };

async function open(metadata = {}) {
  const lab = await openApiServers({ controllers: true });
  await bind(lab.rome, claimOf({ name: 'data', namespace: 'shop' }, metadata), volumeOf('of-data'));
  return { ...lab, lab };
}

const mountingPod = (): Pod =>
  podOf({ name: 'user', namespace: 'shop' }, { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] });

describe('abort of a claim whose move has no journal', () => {
  it('does not mind the namespace of a move that is going by itself', async () => {
    const { lab, rome } = await open();
    const name = `liqo-move-${id}-1`;
    const annotations = { ...marks, [moveLabels.claim]: 'shop/data' };
    const metadata = { name, labels: { [moveLabels.id]: id }, annotations, finalizers: ['example.com/slow'] };
    const made = await rome.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata });
    const { uid = '', resourceVersion = '' } = made.metadata;
    await rome.remove(kinds.namespace, { name }, { uid, resourceVersion });
    expect(await abortMove(ref, plain, contextWith(lab, rome))).toMatchObject({ refusals: [{ check: 'no-move' }] });
  });

  it('takes the guard off, so that the claim can be used, and leaves no lease', async () => {
    const { lab, rome } = await open();
    await createGuard(rome);
    const outcome = await abortMove(ref, plain, contextWith(lab, rome));
    expect(outcome).toEqual({ kind: 'undone', cause: undefined, interrupted: false });
    await untilPasses(() => rome.create(kinds.pod, mountingPod()));
    expect((await rome.list(kinds.admissionPolicyBinding)).items).toEqual([]);
    expect((await rome.list(kinds.lease, { namespace: 'liqo-move' })).items).toEqual([]);
  });

  it('takes the guard off and says where copies are that are held, and how to let them go', async () => {
    const { lab, rome, milan } = await open({ annotations: marks });
    await createGuard(rome);
    await bind(rome, claimOf({ name: 'old', namespace: 'liqo-storage' }), volumeOf('real', {}, { annotations: marks }));
    await stageTarget(lab, { annotations: marks });
    const aborted = abortMove(ref, plain, contextWith(lab, rome));
    await expect(aborted).rejects.toMatchObject({
      kind: 'move',
      message: 'the move of claim shop/data has no journal; what could be a copy of its data stays',
      seen: expect.arrayContaining([
        expect.stringMatching(/^PersistentVolume real in rome: .*for claim liqo-storage\/old/),
        expect.stringMatching(/^PersistentVolumeClaim shop-rome\/data in milan: /),
      ]),
      next: expect.arrayContaining([
        expect.objectContaining({ words: expect.stringContaining('patch pvc data -n shop-rome'), cluster: 'milan' }),
        expect.objectContaining({ words: 'move cleanup -n shop --dry-run' }),
      ]),
    });
    expect((await rome.list(kinds.admissionPolicy)).items).toEqual([]);
    expect(await milan.read(kinds.claim, there)).toMatchObject({ metadata: { finalizers: expect.arrayContaining([moveLabels.hold]) } });
  });
});

describe('a sweep by the way', () => {
  const sweep = async (lab: Awaited<ReturnType<typeof openApiServers>>, sweeping: { id?: string } = {}) => {
    const events: MoveEvent[] = [];
    const context = contextWith(lab, lab.rome, { emit: (event) => events.push(event) });
    await sweepLeftovers(context, { namespace: 'shop', provider: async () => lab.milan, ...sweeping });
    return events;
  };

  it('tells what it has removed', async () => {
    const { lab, rome } = await open();
    await createGuard(rome);
    const named = ['ValidatingAdmissionPolicyBinding', 'ValidatingAdmissionPolicy'].map((kind) => ({
      type: 'warning',
      text: `removed what an ended move had left: ${kind} liqo-move-${id} in rome`,
    }));
    expect(await sweep(lab, { id: 'another' })).toEqual([]);
    expect(await sweep(lab)).toEqual(named);
    expect(await sweep(lab)).toEqual([]);
  });

  it('takes a copy away in a provider that was given up there, once that is back', async () => {
    const { lab, rome, milan } = await open();
    await stageTarget(lab, { annotations: { ...marks, [moveLabels.role]: 'target' } });
    const { spec } = await rome.read(kinds.volume, { name: 'of-data' });
    expect(spec?.nodeAffinity).toBeUndefined();
    expect(await sweep(lab)).toEqual([]);
    const away = { key: 'liqo.io/type', operator: 'DoesNotExist' };
    const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions: [away] }] } };
    await rome.mergePatch(kinds.volume, { name: 'of-data' }, { spec: { nodeAffinity } });
    expect(await sweep(lab)).toMatchObject([{ text: expect.stringContaining('PersistentVolumeClaim shop-rome/data in milan') }]);
    await expect.poll(async () => milan.find(kinds.claim, there)).toBeUndefined();
  });
});
