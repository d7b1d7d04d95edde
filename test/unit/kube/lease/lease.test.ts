import { expect, it } from 'vitest';
import { kinds, type Lease } from '../../../../src/kube/objects/kinds.ts';
import { acquireLease, readHolder } from '../../../../src/kube/lease/lease.ts';
import type { HeldLease } from '../../../../src/kube/lease/lease-renewal.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { createFakeClock, type FakeClock } from '../../../fake-clock.ts';
import { failure, portOf } from '../../../support/scripted-port.ts';

const key = { name: 'move-a', namespace: 'liqo-move' };

/** A server that keeps one lease and checks versions. */
function leaseServer() {
  const state: { lease: Lease | undefined; version: number; down: boolean } = { lease: undefined, version: 0, down: false };
  const store = (lease: Lease): Lease => {
    state.version += 1;
    state.lease = { ...lease, metadata: { ...lease.metadata, uid: 'u', resourceVersion: String(state.version) } };
    return state.lease;
  };
  const guarded =
    <A extends unknown[], R>(act: (...args: A) => R) =>
    async (...args: A) => {
      if (state.down) throw failure('unreachable');
      return act(...args);
    };
  const check = (version: string | undefined) => {
    if (state.lease === undefined) throw failure('notFound');
    if (state.lease.metadata.resourceVersion !== version) throw failure('conflict');
  };
  const port: KubePort = portOf({
    find: guarded(() => state.lease),
    create: guarded((_kind: unknown, lease: Lease) => {
      if (state.lease !== undefined) throw failure('alreadyExists');
      return store(lease);
    }),
    replace: guarded((_kind: unknown, _key: unknown, lease: Lease) => {
      check(lease.metadata.resourceVersion);
      return store(lease);
    }),
    remove: guarded((_kind: unknown, _key: unknown, { resourceVersion }: { resourceVersion: string }) => {
      check(resourceVersion);
      state.lease = undefined;
    }),
  });
  return { port, state, store };
}

const terms = (clock: FakeClock, holder: string) => ({ clock, holder, seconds: 15 });

async function acquire(port: KubePort, clock: FakeClock, holder: string): Promise<HeldLease> {
  const held = await acquireLease(port, key, { ...terms(clock, holder), labels: { 'move.liqo.io/id': 'x' } });
  if (held.kind !== 'held') throw new Error(`held by ${held.holder}`);
  return held;
}

it('makes the lease, renews it, and frees it', async () => {
  const clock = createFakeClock();
  const { port, state } = leaseServer();
  const held = await acquire(port, clock, 'one');
  expect(held.fencingToken).toBe(1);
  expect(state.lease).toMatchObject({
    apiVersion: kinds.lease.apiVersion,
    metadata: { ...key, labels: { 'move.liqo.io/id': 'x' } },
    spec: { holderIdentity: 'one', leaseDurationSeconds: 15, acquireTime: '2026-01-01T00:00:00.000000Z' },
  });
  await clock.advance(60_000);
  expect(state.lease?.spec?.renewTime).toBe('2026-01-01T00:01:00.000000Z');
  expect(held.lost.aborted).toBe(false);
  await held.release();
  expect(state.lease?.spec).toMatchObject({ leaseTransitions: 1 });
  expect(state.lease?.spec?.holderIdentity).toBeUndefined();
  expect((await acquire(port, clock, 'two')).fencingToken).toBe(2);
});

it('deletes the lease when nothing is left to guard', async () => {
  const { port, state } = leaseServer();
  await (await acquire(port, createFakeClock(), 'one')).discard();
  expect(state.lease).toBeUndefined();
});

it('does not take what somebody renews, and names them', async () => {
  const clock = createFakeClock();
  const { port } = leaseServer();
  const held = await acquire(port, clock, 'one');
  const second = acquireLease(port, key, terms(clock, 'two'));
  await clock.sleepers(3);
  await clock.advance(15_000);
  expect(await second).toEqual({ kind: 'taken', holder: 'one' });
  expect(held.lost.aborted).toBe(false);
  await held.release();
});

it('takes over from a dead holder, but only after watching it for its whole duration', async () => {
  const clock = createFakeClock();
  const { port, state, store } = leaseServer();
  // Its clock is years behind, or ahead: that says nothing.
  const spec = { holderIdentity: 'dead', leaseDurationSeconds: 40, renewTime: '2031-01-01T00:00:00.000000Z', leaseTransitions: 6 };
  store({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { ...key }, spec });
  const second = acquireLease(port, key, terms(clock, 'two'));
  await clock.sleepers(1);
  await clock.advance(39_900);
  expect(state.lease?.spec?.holderIdentity).toBe('dead');
  await clock.advance(200);
  const held = await second;
  expect(held).toMatchObject({ kind: 'held', fencingToken: 7 });
  expect(state.lease?.spec?.holderIdentity).toBe('two');
});

it('lets only one of two win', async () => {
  const clock = createFakeClock();
  const { port } = leaseServer();
  const both = ['one', 'two'].map((holder) => acquireLease(port, key, terms(clock, holder)));
  await clock.sleepers(3);
  await clock.advance(15_000);
  const kindsOfAnswers = (await Promise.all(both)).map(({ kind }) => kind);
  expect(kindsOfAnswers.toSorted()).toEqual(['held', 'taken']);
});

it('says lost before anybody else may take over, when the server is away', async () => {
  const clock = createFakeClock();
  const { port, state } = leaseServer();
  const held = await acquire(port, clock, 'one');
  state.down = true;
  await clock.advance(11_000);
  expect(held.lost.aborted).toBe(false);
  await clock.advance(2000);
  expect(held.lost.aborted).toBe(true);
  expect(held.lost.reason).toMatchObject({ reason: 'leaseLost', message: expect.stringContaining('could not be renewed for') });
});

it('survives a short absence of the server', async () => {
  const clock = createFakeClock();
  const { port, state } = leaseServer();
  const held = await acquire(port, clock, 'one');
  state.down = true;
  await clock.advance(10_000);
  state.down = false;
  await clock.advance(60_000);
  expect(held.lost.aborted).toBe(false);
  await held.release();
});

it('knows its own renewal whose answer was lost, and another holder', async () => {
  const clock = createFakeClock();
  const { port, state, store } = leaseServer();
  const held = await acquire(port, clock, 'one');
  if (state.lease !== undefined) store(state.lease);
  await clock.advance(20_000);
  expect(held.lost.aborted).toBe(false);
  if (state.lease !== undefined) store({ ...state.lease, spec: { ...state.lease.spec, holderIdentity: 'two', leaseTransitions: 2 } });
  await clock.advance(6000);
  expect(held.lost.aborted).toBe(true);
  await held.release();
  expect(state.lease?.spec?.holderIdentity).toBe('two');
});

it('says lost when the lease is gone', async () => {
  const clock = createFakeClock();
  const { port, state } = leaseServer();
  const held = await acquire(port, clock, 'one');
  state.lease = undefined;
  await clock.advance(6000);
  expect(held.lost.aborted).toBe(true);
});

it('tells who holds a lease and whether they live', async () => {
  const clock = createFakeClock();
  const { port } = leaseServer();
  expect(await readHolder(port, key, { clock })).toBeUndefined();
  const held = await acquire(port, clock, 'one');
  const alive = readHolder(port, key, { clock });
  await clock.sleepers(3);
  await clock.advance(8000);
  expect(await alive).toEqual({ holder: 'one', renewing: true });
  await held.release();
  expect(await readHolder(port, key, { clock })).toBeUndefined();
});
