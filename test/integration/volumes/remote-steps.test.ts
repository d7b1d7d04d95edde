// @module-tag core
import { describe, expect, it } from 'vitest';
import { uidOf } from '../../../src/kube/objects/identity.ts';
import { kinds, type Meta } from '../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { remoteDriver } from '../../../src/volumes/drivers/remote.ts';
import type { RemoteHome } from '../../../src/volumes/home.ts';
import { storageNames } from '../../../src/volumes/names.ts';
import { claimOf } from '../../support/claims.ts';
import { untilPasses } from '../../support/until.ts';
import { volumeOf } from '../../support/volumes.ts';
import { type ApiServers, bind, removeNow } from '../move/api-servers.ts';
import { contextOn, expectSafeToRepeat, openScene } from './stepping.ts';

const place = { kind: 'remote', node: 'milan', provider: 'milan', namespace: 'shop-rome', claim: 'data' } as const;
const key = { name: 'data', namespace: 'shop-rome' };
const reflection = { origin: 'rome', destination: 'milan' };
const labels = { [liqoNames.origin]: 'rome', [liqoNames.destination]: 'milan' };

/** A bound claim in milan: Liqo's, or with `own` one of our class, which has no labels of Liqo. */
async function bound({ milan }: ApiServers, own: boolean): Promise<RemoteHome> {
  const metadata: Partial<Meta> = own ? {} : { labels };
  const { claim } = await bind(milan, claimOf(key, metadata), volumeOf('there'));
  return { ...place, claimUid: uidOf(claim), ...(own ? {} : { reflection }) };
}

async function held(lab: ApiServers, own = false): Promise<RemoteHome> {
  const home = await bound(lab, own);
  await remoteDriver.ensureHeld(contextOn(lab), home);
  return home;
}

const hold = { annotations: { 'example.com/owner': 'test' }, finalizers: ['example.com/hold', 'kubernetes.io/pvc-protection'] };

describe('the steps of a remote home end alike after a death behind each write', { timeout: 60_000 }, () => {
  it('staged and held', async () => {
    const prepare = async ({ milan }: ApiServers): Promise<RemoteHome> => {
      await milan.create(kinds.volume, volumeOf('there', { claimRef: key, storageClassName: 'manual' }));
      return { ...place, storageClass: 'manual', reflection };
    };
    const { end, deaths } = await expectSafeToRepeat({ prepare, steps: [remoteDriver.ensureStaged, remoteDriver.ensureStagedHeld] });
    expect(deaths).toBe(2);
    expect(end).toMatchObject({ claims: [[], [{ ...hold, labels: { app: 'db' }, phase: 'Bound' }]], kept: { known: true } });
  });

  it.each([
    ['of Liqo: finalizer first, then without labels', false, 2],
    ['of our own class', true, 1],
  ])('held, %s', async (_, own, writes) => {
    const { end, deaths } = await expectSafeToRepeat({ prepare: (lab) => bound(lab, own), steps: [remoteDriver.ensureHeld] });
    expect(deaths).toBe(writes);
    expect(end).toMatchObject({ claims: [[], [{ ...hold, labels: {} }]] });
  });

  it('adopted, by the labels of Liqo', async () => {
    const { end, deaths, scene } = await expectSafeToRepeat({
      prepare: held,
      steps: [(context, home) => remoteDriver.ensureAdopted(context, home, 'uid-2')],
    });
    expect(deaths).toBe(1);
    expect(end).toMatchObject({ claims: [[], [{ ...hold, labels }]] });
    expect(remoteDriver.reflectedBy(scene.home)).toBe('milan');
  });

  it('adopted, of our own class, by the uid of its virtual claim and without any label', async () => {
    const { end, scene } = await expectSafeToRepeat({
      prepare: (lab) => held(lab, true),
      steps: [(context, home) => remoteDriver.ensureAdopted(context, home, 'uid-2')],
    });
    const annotations = { [storageNames.claimUid]: 'uid-2', [storageNames.claimNamespace]: 'shop', [storageNames.claimName]: 'data' };
    expect(end).toMatchObject({ claims: [[], [{ labels: {}, annotations }]] });
    const adoptedBy = (uid: string) => remoteDriver.isAdopted(contextOn(scene.lab), scene.home, uid);
    expect([await adoptedBy('uid-1'), await adoptedBy('uid-2')]).toEqual([false, true]);
    expect(remoteDriver.reflectedBy(scene.home)).toBeUndefined();
  });

  it('released', async () => {
    const { end, deaths } = await expectSafeToRepeat({ prepare: held, steps: [remoteDriver.ensureReleased] });
    expect(deaths).toBe(1);
    expect(end).toMatchObject({ claims: [[], [{ annotations: {}, finalizers: ['kubernetes.io/pvc-protection'], going: false }]] });
  });

  it('removed', async () => {
    const { end, deaths } = await expectSafeToRepeat({
      prepare: held,
      steps: [(context, home) => remoteDriver.ensureRemoved(context, home, 'own')],
    });
    expect(deaths).toBe(2);
    expect(end).toMatchObject({ claims: [[], []] });
  });
});

it('a claim that somebody else keeps is answered with what keeps it, and is not ours any more', async () => {
  const { lab, home } = await openScene({ prepare: held });
  const finalizers = ['example.com/hold', 'example.com/backup'];
  await lab.milan.mergePatch(kinds.claim, key, { metadata: { finalizers } });
  await untilPasses(() => removeNow(lab.milan, kinds.claim, key));
  const answer = await remoteDriver.ensureRemoved(contextOn(lab), home, 'own');
  expect(answer).toMatchObject({
    kind: 'not-yet',
    because: 'PersistentVolumeClaim data to be gone',
    detail: 'it is kept by finalizer example.com/backup',
    going: home.claimUid,
  });
  expect((await lab.milan.read(kinds.claim, key)).metadata.finalizers).toEqual(['example.com/backup']);
});
