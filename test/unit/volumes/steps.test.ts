import { expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import type { HomeContext } from '../../../src/volumes/drivers/driver.ts';
import { withDriver } from '../../../src/volumes/drivers/drivers.ts';
import { localDriver } from '../../../src/volumes/drivers/local.ts';
import { remoteDriver } from '../../../src/volumes/drivers/remote.ts';
import { claimOf } from '../../support/claims.ts';
import { localSource, remoteTarget } from '../../support/journals.ts';
import { testOwner } from '../../support/owners.ts';
import { portOf } from '../../support/scripted-port.ts';

/** Clusters of which nothing can be asked but for one claim, as it is now. */
function contextWith(claim: ReturnType<typeof claimOf> | undefined): HomeContext {
  const port = portOf({ find: async () => claim });
  return {
    consumer: port,
    provider: async () => port,
    owner: testOwner,
    claim: claimOf({ name: 'data', namespace: 'shop' }),
    realClaimMarks: () => ({}),
  };
}

const { claimUid: _c, volume: _v, ...staged } = localSource;
const pending = claimOf({ name: 'uid-1', namespace: 'liqo-storage' }, { uid: 'real-1', resourceVersion: '7' });

it.each([
  ['pending', pending, '7'],
  ['absent', undefined, undefined],
])('a staged claim that is %s is answered with what brings it on, at once', async (_, claim, version) => {
  const answer = await localDriver.ensureStagedHeld(contextWith(claim), staged);
  expect(answer).toMatchObject({
    kind: 'not-yet',
    because: 'claim liqo-storage/uid-1 to be Bound',
    watch: { kind: kinds.claim, key: { name: 'uid-1', namespace: 'liqo-storage' } },
  });
  expect(answer).toHaveProperty('watch.version', version);
});

it('a staged claim in a provider is watched there', async () => {
  const there = claimOf({ name: 'data', namespace: 'shop-rome' }, { uid: 'u', resourceVersion: '8' });
  const answer = await remoteDriver.ensureStagedHeld(contextWith(there), { ...remoteTarget, claimUid: 'u' });
  expect(answer).toMatchObject({ kind: 'not-yet', because: 'claim shop-rome/data to be Bound', watch: { version: '8' } });
});

it('the intention to rename is recorded before anything is asked of a cluster', async () => {
  const answer = await localDriver.ensureAdopted(contextWith(pending), localSource, 'uid-2');
  expect(answer).toEqual({ kind: 'record', home: { ...localSource, renamingTo: 'uid-2' } });
});

it('a local home that is being renamed is not adopted yet', async () => {
  const isAdopted = (home: typeof localSource) => localDriver.isAdopted(contextWith(undefined), home, 'uid-1');
  expect(await isAdopted(localSource)).toBe(true);
  expect(await isAdopted({ ...localSource, renamingTo: 'uid-2' })).toBe(false);
});

it('a mover runs beside a real claim of this cluster, and on the virtual node of one in a provider', () => {
  const places = [localSource, remoteTarget].map((each) => withDriver(each, (driver, home) => driver.moverPlace(home, 'target', 'shop')));
  expect(places).toMatchObject([
    { namespace: 'liqo-storage', claim: 'uid-1', placement: { kind: 'node', node: 'rome-1' } },
    { namespace: 'shop', claim: 'data', placement: { kind: 'virtual', node: 'milan' } },
  ]);
});
