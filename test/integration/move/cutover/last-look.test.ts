// @module-tag core
import { describe, expect, it } from 'vitest';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { lookBeforeDeletion } from '../../../../src/move/cutover/last-look.ts';
import { remoteTarget } from '../../../support/journals.ts';
import { removeNow } from '../api-servers.ts';
import { portWith } from '../../../support/ports.ts';
import { key, setStage, type Stage } from './stage.ts';

const there = { name: remoteTarget.claim, namespace: remoteTarget.namespace };
const finalizer = 'snapshot.storage.kubernetes.io/pvc-as-source-protection';

async function mount(port: KubePort, { name, namespace }: { name: string; namespace: string }): Promise<void> {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: name } }];
  const spec: Pod['spec'] = { containers: [{ name: 'main', image: 'sh' }], volumes, automountServiceAccountToken: false };
  await port.create(kinds.pod, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'user', namespace }, spec });
}

async function setFinalizers({ lab }: Stage, finalizers: string[]): Promise<void> {
  await lab.rome.mergePatch(kinds.claim, key, { metadata: { finalizers } });
}

describe('the last look before the claim is deleted', () => {
  it('returns the claim as it is now', async () => {
    const stage = await setStage();
    await stage.lab.rome.mergePatch(kinds.claim, key, { metadata: { labels: { late: 'yes' } } });
    const seen = await lookBeforeDeletion(await stage.move(), 'target');
    expect(seen).toMatchObject({ metadata: { uid: stage.pair.claim.metadata.uid, labels: { late: 'yes' } } });
  });

  it.each([
    ['the claim', ({ lab }: Stage) => mount(lab.rome, key)],
    ['the real claim in the provider', ({ lab }: Stage) => mount(lab.milan, there)],
    [
      'the real claim in this cluster',
      ({ lab, pair }: Stage) => mount(lab.rome, { name: pair.claim.metadata.uid ?? '', namespace: 'liqo-storage' }),
    ],
  ] as const)('refuses a pod that mounts %s', async (_, act) => {
    const stage = await setStage();
    await act(stage);
    await expect(lookBeforeDeletion(await stage.move(), 'target')).rejects.toThrow('is in use by a pod');
  });

  it.each([
    ['is being deleted', ({ lab }: Stage) => removeNow(lab.milan, kinds.claim, there)],
    ['is not protected', ({ lab }: Stage) => lab.milan.mergePatch(kinds.claim, there, { metadata: { finalizers: [] } })],
  ] as const)('refuses a new copy that %s', async (what, act) => {
    const stage = await setStage();
    await act(stage);
    const look = lookBeforeDeletion(await stage.move(), 'target');
    await expect(look).rejects.toMatchObject({ seen: [expect.stringContaining(`claim shop-rome/data in milan ${what}`)] });
  });

  it('refuses an old copy whose volume is gone, on the way back', async () => {
    const stage = await setStage();
    await removeNow(stage.lab.rome, kinds.volume, { name: 'real' });
    const look = lookBeforeDeletion(await stage.move(), 'source');
    await expect(look).rejects.toMatchObject({ seen: [expect.stringMatching(/volume real is (gone|being deleted)/)] });
  });

  it('goes back from a new copy that is gone, and says so', async () => {
    const stage = await setStage();
    await removeNow(stage.lab.milan, kinds.claim, there);
    const move = await stage.move();
    await expect(lookBeforeDeletion(move, 'source')).resolves.toBeDefined();
    expect(move.events).toMatchObject([
      { type: 'warning', text: expect.stringContaining('of the new copy: claim shop-rome/data in milan') },
    ]);
  });

  it('waits for a finalizer of somebody else to go, naming it', async () => {
    const stage = await setStage();
    await setFinalizers(stage, ['kubernetes.io/pvc-protection', finalizer]);
    const move = await stage.move();
    const looking = lookBeforeDeletion(move, 'target');
    await expect.poll(() => move.waits).toEqual([expect.stringContaining(`claim shop/data to lose its finalizer ${finalizer}`)]);
    await setFinalizers(stage, ['kubernetes.io/pvc-protection']);
    await expect(looking).resolves.toMatchObject({ metadata: { finalizers: ['kubernetes.io/pvc-protection'] } });
  });

  it('waits for one that comes between two looks, too', async () => {
    const stage = await setStage();
    const { rome } = stage.lab;
    let put = false;
    const late = portWith(rome, {
      find: async (kind, place) => {
        if (!put) await setFinalizers(stage, ['kubernetes.io/pvc-protection', finalizer]);
        put = true;
        return rome.find(kind, place);
      },
    });
    const move = await stage.move({}, late);
    const looking = lookBeforeDeletion(move, 'target');
    await expect.poll(() => move.waits).toEqual([expect.stringContaining(finalizer)]);
    await setFinalizers(stage, ['kubernetes.io/pvc-protection']);
    await expect(looking).resolves.toBeDefined();
  });
});
