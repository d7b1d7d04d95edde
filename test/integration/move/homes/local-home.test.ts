// @module-tag core
import { describe, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { movedHome } from '../../../../src/move/homes/moved-home.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { retryTransient } from '../../../../src/move/held/retry.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { openLocalSource, restart, storage } from '../local-source.ts';
import { type ApiServers, openApiServers, removeNow } from '../api-servers.ts';
import { claimOf } from '../../../support/claims.ts';
import { until } from '../../../support/until.ts';

const real = { name: 'real' };
const at = (name: string) => ({ name, namespace: storage });
const open = async (options = {}) => {
  const lab = await openApiServers({ controllers: true });
  return { lab, ...(await openLocalSource(lab, options)) };
};

const policyOf = async ({ rome }: ApiServers) => (await rome.read(kinds.volume, real)).spec?.persistentVolumeReclaimPolicy;
const phaseIs = ({ rome }: ApiServers, phase: string) =>
  until(async () => ((await rome.read(kinds.volume, real)).status?.phase === phase ? true : undefined));

describe('a held local home', () => {
  it('keeps the volume, and marks claim and volume', async () => {
    const { lab, home } = await open();
    await home.hold();
    await home.hold();
    const held = { metadata: { annotations: { [moveLabels.id]: 'abcdefghij', [moveLabels.fencingToken]: '1' } } };
    expect(await lab.rome.read(kinds.volume, real)).toMatchObject({ ...held, spec: { persistentVolumeReclaimPolicy: 'Retain' } });
    expect(await lab.rome.read(kinds.claim, at('uid-1'))).toMatchObject(held);
  });

  it('gets its own policy and nothing of ours when it is released', async () => {
    const { lab, pair, home } = await open();
    await home.hold();
    await home.release();
    const volume = await lab.rome.read(kinds.volume, real);
    expect(volume.spec?.persistentVolumeReclaimPolicy).toBe('Delete');
    expect(volume.metadata.annotations).toEqual(pair.volume.metadata.annotations);
    expect((await lab.rome.read(kinds.claim, at('uid-1'))).metadata.annotations).toEqual(pair.claim.metadata.annotations);
  });

  it('is another`s business when volume or claim are not those of the journal', async () => {
    const { move } = await open();
    const source = (change: object) =>
      restart(move, (journal) => ({ ...journal, source: { ...journal.source, ...change } as typeof journal.source }));
    const before = move.journal.value.source;
    await expect((await source({ claimUid: 'other' })).hold()).rejects.toThrow('is not the one that this move knows');
    await expect((await source({ ...before, volume: { name: 'real', uid: 'other', policy: 'Delete' } })).hold()).rejects.toThrow('is gone');
  });
});

describe('the policy rule', () => {
  it('keeps Delete off a volume whose claim is gone', async () => {
    const { lab, home } = await open();
    await home.hold();
    await removeNow(lab.rome, kinds.claim, at('uid-1'));
    await phaseIs(lab, 'Released');
    await expect(home.release()).rejects.toThrow('is not bound to claim liqo-storage/uid-1; its policy stays Retain');
    expect(await policyOf(lab)).toBe('Retain');
  });

  it('keeps Delete off a volume whose claim is going', async () => {
    const { lab, home } = await open();
    await home.hold();
    await lab.rome.mergePatch(kinds.claim, at('uid-1'), { metadata: { finalizers: ['example.com/slow'] } });
    await removeNow(lab.rome, kinds.claim, at('uid-1'));
    await expect(home.release()).rejects.toThrow('its policy stays Retain');
    expect(await policyOf(lab)).toBe('Retain');
  });

  it('keeps Delete off a volume that another claim of that name is not bound to', async () => {
    const { lab, home, move } = await open();
    await home.hold();
    await removeNow(lab.rome, kinds.claim, at('uid-1'));
    await phaseIs(lab, 'Released');
    const { uid = '' } = (await lab.rome.create(kinds.claim, claimOf(at('uid-1')))).metadata;
    const again = await restart(move, (journal) => ({ ...journal, source: { ...journal.source, claimUid: uid } }));
    await expect(again.release()).rejects.toThrow('its policy stays Retain');
    expect(await policyOf(lab)).toBe('Retain');
  });
});

describe('a renaming', () => {
  const target = 'uid-2';

  async function expectRenamed(lab: ApiServers): Promise<void> {
    const claim = await lab.rome.read(kinds.claim, at(target));
    expect(claim).toMatchObject({
      metadata: {
        labels: {
          'liqo.io/managed': 'true',
          'storage.liqo.io/virtual-pvc-name': 'data',
          'storage.liqo.io/virtual-pvc-namespace': 'shop',
        },
      },
      spec: { volumeName: 'real' },
      status: { phase: 'Bound' },
    });
    const volume = await lab.rome.read(kinds.volume, real);
    expect(volume.spec?.claimRef).toMatchObject({ name: target, uid: claim.metadata.uid });
    expect(volume.spec?.persistentVolumeReclaimPolicy).toBe('Retain');
    expect(await lab.rome.find(kinds.claim, at('uid-1'))).toBeUndefined();
  }

  it('gives the volume a real claim of the new uid', async () => {
    const { lab, home, move, pair } = await open();
    await home.hold();
    for (let turn = 1; turn <= 2; turn += 1) await retryTransient(move, () => home.adopt(target));
    await expectRenamed(lab);
    expect(move.journal.value.source).toMatchObject({ claim: target, volume: { uid: pair.volume.metadata.uid } });
    expect(move.journal.value.source).not.toHaveProperty('renamingTo');
  });

  const renaming = (journal: { source: object }) => ({ ...journal, source: { ...journal.source, renamingTo: target } }) as never;
  const removeOld = async (lab: ApiServers) => {
    await removeNow(lab.rome, kinds.claim, at('uid-1'));
    await phaseIs(lab, 'Released');
  };
  const point = async (lab: ApiServers) => {
    await removeOld(lab);
    const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...at(target) };
    await lab.rome.jsonPatch(kinds.volume, real, [{ op: 'replace', path: '/spec/claimRef', value: claimRef }]);
  };
  const create = async (lab: ApiServers) => {
    await point(lab);
    await phaseIs(lab, 'Available');
    const labels = {
      'liqo.io/managed': 'true',
      'storage.liqo.io/virtual-pvc-name': 'data',
      'storage.liqo.io/virtual-pvc-namespace': 'shop',
    };
    await lab.rome.create(kinds.claim, claimOf(at(target), { labels }, { volumeName: 'real' }));
  };

  it.each([
    ['the intention', async () => undefined],
    ['the old claim`s deletion', removeOld],
    ['the new reference', point],
    ['the new claim', create],
  ] as const)('is finished by whatever comes next, from %s on', async (_, crash) => {
    for (const next of ['hold', 'adopt'] as const) {
      const { lab, home, move } = await open();
      await home.hold();
      await crash(lab);
      const restarted = await restart(move, renaming);
      await retryTransient(move, () => restarted[next](target));
      await expectRenamed(lab);
    }
  });

  it('leaves a held source alone that has the right name already', async () => {
    const { lab, home, pair } = await open();
    await home.hold();
    await home.adopt('uid-1');
    expect((await lab.rome.read(kinds.claim, at('uid-1'))).metadata.uid).toBe(pair.claim.metadata.uid);
  });
});

describe('a removed local home', () => {
  it('goes with its volume where that is its own policy', async () => {
    const { lab, home } = await open();
    await home.hold();
    const gone = home.remove({ reclaim: 'own' });
    // The move waits for the provisioner, which has to see Released and Delete together.
    await until(async () => {
      const { spec, status } = await lab.rome.read(kinds.volume, real);
      return status?.phase === 'Released' && spec?.persistentVolumeReclaimPolicy === 'Delete' ? true : undefined;
    });
    await removeNow(lab.rome, kinds.volume, real);
    await gone;
    expect(await lab.rome.find(kinds.claim, at('uid-1'))).toBeUndefined();
    await expect(home.remove({ reclaim: 'own' })).resolves.toEqual([]);
  });

  it('leaves the volume of a class that retains, without our marks', async () => {
    const { lab, home } = await open({ policy: 'Retain' });
    await home.hold();
    await home.remove({ reclaim: 'own' });
    expect(await lab.rome.find(kinds.claim, at('uid-1'))).toBeUndefined();
    const volume = await lab.rome.read(kinds.volume, real);
    expect(volume.spec?.persistentVolumeReclaimPolicy).toBe('Retain');
    expect(volume.metadata.annotations).not.toHaveProperty([moveLabels.id]);
  });

  it('goes down to the bytes also when somebody has deleted its claim by hand', async () => {
    const { lab, home } = await open();
    await home.hold();
    await removeNow(lab.rome, kinds.claim, at('uid-1'));
    await phaseIs(lab, 'Released');
    const gone = home.remove({ reclaim: 'delete' });
    await until(async () => ((await policyOf(lab)) === 'Delete' ? true : undefined));
    await phaseIs(lab, 'Released');
    await removeNow(lab.rome, kinds.volume, real);
    await gone;
    expect((await lab.rome.list(kinds.claim, { namespace: storage })).items).toEqual([]);
  });

  it('goes down to the bytes when it was only staged', async () => {
    const { lab, home } = await open({ policy: 'Retain' });
    await home.hold();
    const gone = home.remove({ reclaim: 'delete' });
    await phaseIs(lab, 'Released');
    expect(await policyOf(lab)).toBe('Delete');
    await removeNow(lab.rome, kinds.volume, real);
    await gone;
  });

  it('is left to its provisioner after half a minute when it was only staged: its node may be gone', async () => {
    const { lab, move } = await open({ policy: 'Retain' });
    const clock = createFakeClock();
    const home = movedHome({ ...move, clock }, 'source');
    await home.hold();
    let over = false;
    const gone = home.remove({ reclaim: 'delete' }).finally(() => (over = true));
    await phaseIs(lab, 'Released');
    while (!over) await clock.advance(5_000);
    const text = 'PersistentVolume real in rome is slow to go; rome goes on with it by itself';
    expect(await gone).toEqual([text]);
    expect(await policyOf(lab)).toBe('Delete');
  });
});

it('a staged local home is never the claim of somebody else, which stays when the home is given up', async () => {
  const lab = await openApiServers();
  await lab.rome.create(kinds.claim, claimOf(at('move-abcdefghij-1')));
  const target = { kind: 'local', namespace: storage, claim: 'move-abcdefghij-1' } as const;
  const home = movedHome(await lab.move({ target }), 'target');
  await expect(home.stage()).rejects.toThrow('is not the one that this move knows');
  await expect(home.remove({ reclaim: 'delete' })).resolves.toEqual([]);
  expect((await lab.rome.read(kinds.claim, at('move-abcdefghij-1'))).metadata.deletionTimestamp).toBeUndefined();
});
