// @module-tag core
import { describe, expect, it } from 'vitest';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { uidOf } from '../../../src/kube/objects/identity.ts';
import { kinds, type Meta } from '../../../src/kube/objects/kinds.ts';
import { deriveClass } from '../../../src/volumes/derived-class.ts';
import { localDriver } from '../../../src/volumes/drivers/local.ts';
import type { LocalHome } from '../../../src/volumes/home.ts';
import { ownClass } from '../../place/storage-controller.ts';
import { claimOf } from '../../support/claims.ts';
import { portWith } from '../../support/ports.ts';
import { testOwner } from '../../support/owners.ts';
import { until, untilPasses } from '../../support/until.ts';
import { volumeOf } from '../../support/volumes.ts';
import { type ApiServers, bind, removeNow } from '../move/api-servers.ts';
import { contextOn, expectSafeToRepeat, openScene } from './stepping.ts';

const namespace = 'liqo-storage';

/** Kubernetes leaves such a volume to its provisioner. */
const provisioned = { annotations: { 'pv.kubernetes.io/provisioned-by': 'example.com/nobody' } };

/** A real claim and its volume, bound, and the record that knows them. */
async function bound(lab: ApiServers, policy: 'Delete' | 'Retain' = 'Delete'): Promise<LocalHome> {
  const { claim, volume } = await bind(
    lab.rome,
    claimOf({ name: 'uid-1', namespace }),
    volumeOf('real', { persistentVolumeReclaimPolicy: policy }, provisioned),
  );
  const known = { name: 'real', uid: uidOf(volume), policy };
  return { kind: 'local', namespace, claim: 'uid-1', claimUid: uidOf(claim), volume: known };
}

async function held(lab: ApiServers, policy: 'Delete' | 'Retain' = 'Delete'): Promise<LocalHome> {
  const home = await bound(lab, policy);
  expect(await localDriver.ensureHeld(contextOn(lab), home)).toEqual({ kind: 'done', value: home });
  return home;
}

describe('the steps of a local home end alike after a death behind each write', { timeout: 60_000 }, () => {
  it('staged and held', async () => {
    const prepare = async ({ rome }: ApiServers): Promise<LocalHome> => {
      await rome.create(kinds.volume, volumeOf('real', { claimRef: { name: 'staged', namespace }, storageClassName: 'manual' }));
      return { kind: 'local', namespace, claim: 'staged', storageClass: 'manual' };
    };
    const { end, deaths } = await expectSafeToRepeat({ prepare, steps: [localDriver.ensureStaged, localDriver.ensureStagedHeld] });
    expect(deaths).toBe(4);
    expect(end).toMatchObject({
      claims: [[{ key: 'liqo-storage/staged', labels: { 'example.com/staged': 'yes' }, phase: 'Bound' }], []],
      volumes: [[{ name: 'real', policy: 'Retain', annotations: { 'example.com/owner': 'test' } }], []],
      kept: { known: true, volume: 'Delete' },
    });
  });

  it('staged and held, of a derived class that has to be made first', async () => {
    const prepare = async ({ rome }: ApiServers): Promise<LocalHome> => {
      const base = await rome.create(kinds.storageClass, ownClass('base', { provisioner: 'example.com/nobody' }));
      const virtual = await rome.create(kinds.storageClass, ownClass('manual', { parameters: { 'local/type': 'ssd' } }));
      const storageClass = deriveClass(base, virtual)?.metadata.name ?? '';
      await rome.create(kinds.volume, volumeOf('real', { claimRef: { name: 'staged', namespace }, storageClassName: storageClass }));
      return { kind: 'local', namespace, claim: 'staged', storageClass, derivedClass: true };
    };
    const { scene, deaths } = await expectSafeToRepeat({ prepare, steps: [localDriver.ensureStaged, localDriver.ensureStagedHeld] });
    expect(deaths).toBe(5);
    const made = await scene.lab.rome.read(kinds.storageClass, { name: scene.home.storageClass ?? '' });
    expect(made).toMatchObject({ provisioner: 'example.com/nobody', parameters: { type: 'ssd' } });
  });

  it('adopted under a new name', async () => {
    const { end, deaths } = await expectSafeToRepeat({
      prepare: held,
      steps: [(context, home) => localDriver.ensureAdopted(context, home, 'uid-2')],
    });
    expect(deaths).toBe(5);
    expect(end).toMatchObject({
      claims: [[{ key: 'liqo-storage/uid-2', labels: { 'example.com/real-side-of': 'uid-2' }, volume: 'real', phase: 'Bound' }], []],
      volumes: [[{ policy: 'Retain', claim: 'uid-2', phase: 'Bound' }], []],
      kept: { claim: 'uid-2' },
    });
    expect(end).not.toHaveProperty('kept.renamingTo');
  });

  it('released', async () => {
    const { end, deaths } = await expectSafeToRepeat({ prepare: held, steps: [localDriver.ensureReleased] });
    expect(deaths).toBe(2);
    expect(end).toMatchObject({ claims: [[{ annotations: {} }], []], volumes: [[{ annotations: {}, policy: 'Delete' }], []] });
  });

  it.each([
    ['with the volume, by its own policy', 'own', 'Delete', []],
    ['without the volume, by its own policy', 'own', 'Retain', [{ policy: 'Retain', annotations: {}, phase: 'Released' }]],
    ['down to the bytes', 'delete', 'Retain', []],
  ] as const)('removed %s', async (_, reclaim, policy, left) => {
    const { end, deaths } = await expectSafeToRepeat({
      prepare: (lab) => held(lab, policy),
      steps: [(context, home) => localDriver.ensureRemoved(context, home, reclaim)],
    });
    expect(deaths).toBe(2);
    expect(end).toMatchObject({ claims: [[], []], volumes: [left, []] });
  });

  it('removed down to the bytes although somebody has deleted its claim', async () => {
    const prepare = async (lab: ApiServers) => {
      const home = await held(lab);
      await untilPasses(() => removeNow(lab.rome, kinds.claim, { name: 'uid-1', namespace }));
      return home;
    };
    const { end, deaths } = await expectSafeToRepeat({
      prepare,
      steps: [(context, home) => localDriver.ensureRemoved(context, home, 'delete')],
    });
    expect(deaths).toBe(6);
    expect(end).toMatchObject({ claims: [[], []], volumes: [[], []] });
  });
});

describe('a claim that was made late, by an earlier holder', () => {
  const key = { name: 'uid-1', namespace };

  it('goes with the copy whose claim it has replaced', async () => {
    const { lab, home } = await openScene({ prepare: held });
    await untilPasses(() => removeNow(lab.rome, kinds.claim, key));
    await until(async () => (await lab.rome.find(kinds.claim, key)) === undefined);
    await lab.rome.create(kinds.claim, claimOf(key, { annotations: testOwner.marks }));
    const remove = () => localDriver.ensureRemoved(contextOn(lab), home, 'delete');
    await until(async () => (await untilPasses(remove)).kind === 'record');
    expect(await lab.rome.find(kinds.claim, key)).toBeUndefined();
  });

  it('is not made where a later holder has marked the volume', async () => {
    const { lab, home } = await openScene({ prepare: held });
    await untilPasses(() => removeNow(lab.rome, kinds.claim, key));
    await until(async () => (await lab.rome.find(kinds.claim, key)) === undefined);
    const refuseStale = ({ metadata }: { metadata: Meta }): void => {
      if (metadata.name === 'real') throw new Error('another one has it');
    };
    const context = { ...contextOn(lab), owner: { ...testOwner, refuseStale } };
    await expect(localDriver.ensureAdopted(context, { ...home, renamingTo: 'uid-2' }, 'uid-2')).rejects.toThrow('another one has it');
    expect((await lab.rome.list(kinds.claim)).items).toEqual([]);
  });
});

it('a claim that an old answer does not show keeps its volume', async () => {
  const { lab, home } = await openScene({ prepare: held });
  const renaming = { ...home, renamingTo: 'uid-2' };
  const adopt = (context = contextOn(lab)) => localDriver.ensureAdopted(context, renaming, 'uid-2');
  await until(async () => (await untilPasses(adopt)).kind === 'record');
  const context = contextOn(lab);
  const old = ['uid-2'];
  const find: KubePort['find'] = async (kind, key) => (key.name === old.at(-1) ? void old.pop() : lab.rome.find(kind, key));
  expect(await adopt({ ...context, consumer: portWith(context.consumer, { find }) })).toMatchObject({ kind: 'record' });
  expect(old).toEqual([]);
  const { uid } = (await lab.rome.read(kinds.claim, { name: 'uid-2', namespace })).metadata;
  expect((await lab.rome.read(kinds.volume, { name: 'real' })).spec?.claimRef?.uid).toBe(uid);
});

it('the volume of a claim that is going stays held until it has another one', async () => {
  const prepare = async (lab: ApiServers) => {
    const home = await held(lab);
    await lab.rome.mergePatch(kinds.claim, { name: 'uid-1', namespace }, { metadata: { finalizers: ['example.com/backup'] } });
    await untilPasses(() => removeNow(lab.rome, kinds.claim, { name: 'uid-1', namespace }));
    return home;
  };
  const { lab, home } = await openScene({ prepare });
  const answer = await localDriver.ensureRemoved(contextOn(lab), home, 'delete');
  expect(answer).toMatchObject({
    kind: 'not-yet',
    because: 'PersistentVolumeClaim uid-1 to be gone',
    detail: 'it is kept by finalizer example.com/backup',
    going: home.claimUid,
  });
  const volume = await lab.rome.read(kinds.volume, { name: 'real' });
  expect(volume).toMatchObject({
    metadata: { annotations: { 'example.com/owner': 'test' } },
    spec: { persistentVolumeReclaimPolicy: 'Retain' },
  });
  expect(await localDriver.ensureUnmarked(contextOn(lab), home)).toContain('volume real, which is retained, is yours to delete');
  expect((await lab.rome.read(kinds.volume, { name: 'real' })).spec?.persistentVolumeReclaimPolicy).toBe('Retain');
});

it('a claim that stands in the way of a renaming is waited for by its name, and nothing is written meanwhile', async () => {
  const { lab, home } = await openScene({ prepare: held });
  const key = { name: 'uid-1', namespace };
  const ask = () => localDriver.ensureAdopted(contextOn(lab), { ...home, renamingTo: 'uid-2' }, 'uid-2');
  await lab.rome.mergePatch(kinds.claim, key, { metadata: { finalizers: ['example.com/backup'] } });
  await untilPasses(ask);
  // Kubernetes takes its own finalizer off, if it has put one on.
  await until(async () => (await lab.rome.read(kinds.claim, key)).metadata.finalizers?.length === 1);
  const seen = await lab.rome.read(kinds.claim, key);
  for (let turn = 1; turn <= 2; turn += 1) {
    const answer = await ask();
    expect(answer).toMatchObject({
      kind: 'not-yet',
      because: 'PersistentVolumeClaim uid-1 to be gone',
      detail: 'it is kept by finalizer example.com/backup',
      watch: { version: seen.metadata.resourceVersion },
    });
    // A renaming has to go on: this is no end that may be left behind.
    expect(answer).not.toHaveProperty('going');
  }
  expect((await lab.rome.list(kinds.claim)).items).toEqual([seen]);
  await lab.rome.mergePatch(kinds.claim, key, { metadata: { finalizers: [] } });
  await until(async () => (await untilPasses(ask)).kind === 'record');
});
