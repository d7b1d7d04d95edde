// @module-tag core
import { expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import type { Answer } from '../../../src/provisioner/model/answer.ts';
import { startProbeServer } from '../../../src/provisioner/process/http-server.ts';
import { failure } from '../../support/scripted-port.ts';
import { portWith } from '../../support/ports.ts';
import { until, untilFits } from '../../support/until.ts';
import { openControlled, reconcilerOf } from './replicas.ts';

const done: Answer = { kind: 'done' };

/** Work that ends when the test says so. */
function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

it('one of two replicas leads, and the other takes over when it stops', async () => {
  const { start, readLease } = await openControlled();
  const acted: string[] = [];
  const acting = (name: string) => ({
    createReconcilers: reconcilerOf(async () => {
      acted.push(name);
      return done;
    }, 'data'),
  });
  const [one, two] = [start('one', acting('one')), start('two', acting('two'))];
  await until(() => acted.length > 0);
  const [leader, standby] = acted[0] === 'one' ? [one, two] : [two, one];
  await until(() => standby.lines.some(({ message }) => message === 'waiting for the lease'));
  expect([standby.leads(), acted.length]).toEqual([false, 1]);
  leader.stop();
  expect(await leader.ended).toBe('stopped');
  await until(() => standby.leads() && acted.length === 2);
  expect(new Set(acted)).toEqual(new Set(['one', 'two']));
  standby.stop();
  expect(await standby.ended).toBe('stopped');
  expect((await readLease())?.spec?.holderIdentity).toBeUndefined();
});

it('a leader that is cut off says that it is lost and writes nothing more, and the other takes over', async () => {
  const { start, port } = await openControlled();
  let cut = false;
  const unlessCut =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A) =>
      cut ? Promise.reject(failure('unreachable')) : call(...args);
  const consumer = portWith(port, {
    find: unlessCut((kind, key) => port.find(kind, key)) as typeof port.find,
    replace: unlessCut((kind, key, object) => port.replace(kind, key, object)) as typeof port.replace,
  });
  const { open, passed } = gate();
  let late: Promise<unknown> | undefined;
  const writesLate = reconcilerOf(async (context) => {
    await passed;
    late = context.consumer.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'late' } });
    await late;
    return done;
  }, 'data');
  const one = start('one', { consumer, createReconcilers: writesLate });
  await until(() => one.leads());
  const two = start('two');
  cut = true;
  expect(await one.ended).toBe('lost');
  open();
  await expect(until(() => late)).rejects.toMatchObject({ reason: 'leaseLost' });
  await until(() => two.leads());
  expect(await port.find(kinds.namespace, { name: 'late' })).toBeUndefined();
});

it('finishes what it is working on before it frees the lease', async () => {
  const { start, port, readLease } = await openControlled();
  const { open, passed } = gate();
  let began = false;
  const slow = reconcilerOf(async ({ consumer }) => {
    began = true;
    await passed;
    await consumer.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'finished' } });
    return done;
  }, 'data');
  const replica = start('one', { createReconcilers: slow });
  await until(() => began);
  replica.stop();
  await until(async () => (await replica.get('/readyz')).status === 503);
  expect((await readLease())?.spec?.holderIdentity).toBe('one');
  open();
  expect(await replica.ended).toBe('stopped');
  expect(await port.find(kinds.namespace, { name: 'finished' })).toBeDefined();
  expect((await readLease())?.spec?.holderIdentity).toBeUndefined();
});

it('asked twice to stop, it waits for nothing', async () => {
  const { start } = await openControlled();
  let began = false;
  const never = async () => {
    began = true;
    return new Promise<Answer>(() => undefined);
  };
  const replica = start('one', { createReconcilers: reconcilerOf(never, 'data') });
  await until(() => began);
  replica.stop();
  replica.kill();
  expect(await replica.ended).toBe('killed');
});

it('is healthy and not ready while the cluster is away, says so, and begins when it is back', async () => {
  const { start, server } = await openControlled();
  await server.stop();
  const replica = start('one');
  const warning = await until(() => replica.lines.find(({ level }) => level === 'warn'));
  expect(warning).toMatchObject({ reason: 'unreachable', error: expect.any(String) });
  expect([(await replica.get('/healthz')).status, (await replica.get('/readyz')).status]).toEqual([200, 503]);
  await server.start();
  await until(() => replica.leads());
  expect((await replica.get('/readyz')).status).toBe(200);
});

it('a standby is ready, and its caches wait for nothing', async () => {
  const { start } = await openControlled();
  const leader = start('one');
  await until(() => leader.leads());
  const standby = start('two');
  await until(() => standby.lines.some(({ message }) => message === 'waiting for the lease'));
  expect(await standby.get('/readyz')).toEqual({ status: 200, text: 'ok\n' });
});

it('serves what it has counted, and nothing else', async () => {
  const { start } = await openControlled();
  const blocked: Answer = { kind: 'blocked', reason: 'NoClass', because: 'there is no class' };
  const replica = start('one', {
    createReconcilers: reconcilerOf(async (_context, key) => (key === 'lost' ? blocked : done), 'data', 'logs', 'lost'),
  });
  const { text } = await untilFits(
    () => replica.get('/metrics'),
    (seen) => seen.text.includes('pending{'),
  );
  for (const line of [
    'leader 1',
    'bound{reconciler="claim"} 2',
    'pending{reconciler="claim",reason="NoClass"} 1',
    'api_calls_total{cluster="consumer",verb="create",resource="leases",code="2xx"} 1',
  ])
    expect(text).toContain(`liqo_storage_controller_${line}\n`);
  expect((await replica.get('/metrics/')).status).toBe(404);
  expect((await replica.get('/healthz?verbose')).status).toBe(200);
});

it('writes one event for each reason on the object, with the latest message', async () => {
  const { start, port } = await openControlled();
  await port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  const because = ['there is no class', 'there are two classes'];
  const replica = start('one', {
    createReconcilers: reconcilerOf(async () => {
      const next = because.shift();
      return next === undefined ? done : { kind: 'blocked', reason: 'NoClass', because: next };
    }, 'data'),
  });
  const events = () => port.list(kinds.event, { namespace: 'shop' });
  await untilFits(events, ({ items }) => items.some(({ count }) => count === 2));
  expect((await events()).items).toMatchObject([
    {
      type: 'Warning',
      reason: 'NoClass',
      message: 'there are two classes',
      count: 2,
      involvedObject: { kind: 'PersistentVolumeClaim', name: 'data', uid: 'uid-of-data' },
      source: { component: 'liqo-storage-controller' },
    },
  ]);
  expect(replica.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

it('ends with a defect that no waiting could heal', async () => {
  const { start } = await openControlled();
  const broken = { createReconcilers: async () => Promise.reject(new TypeError('a defect')) };
  await expect(start('one', broken).ended).rejects.toThrow('a defect');
});

it('says that an address is taken', async () => {
  const { server } = await openControlled();
  const probes = { unhealthy: () => undefined, unready: () => undefined, metrics: async () => ({ contentType: '', text: '' }) };
  const taken = startProbeServer({ host: '127.0.0.1', port: Number(new URL(server.url).port) }, probes);
  await expect(taken).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('EADDRINUSE') });
});
