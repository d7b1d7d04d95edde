import { expect, it, vi } from 'vitest';
import { type ConfigMap, kinds } from '../../../../src/kube/objects/kinds.ts';
import type { Scope, WatchEvent } from '../../../../src/kube/client/port.ts';
import { waitForObject, waitForObjects } from '../../../../src/kube/client/wait.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { failure, openWatch, portOf } from '../../../support/scripted-port.ts';

const key = { name: 'a', namespace: 'app' };
const map = (name: string, value: string): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'app' },
  data: { value },
});
const added = (object: ConfigMap): WatchEvent<ConfigMap> => ({ type: 'ADDED', object });
const deleted = (object: ConfigMap): WatchEvent<ConfigMap> => ({ type: 'DELETED', object });
const isDone = (object: ConfigMap | undefined) => (object?.data?.['value'] === 'done' ? 'yes' : undefined);

type Watching = (signal: AbortSignal) => AsyncIterable<WatchEvent<ConfigMap>>;

/** Each list is followed by the watch at the same place; an Error is thrown instead. */
function setUp(lists: (ConfigMap[] | Error)[], watches: Watching[] = []) {
  const clock = createFakeClock();
  const abort = new AbortController();
  const scopes: Scope[] = [];
  const port = portOf({
    list: async (_kind: unknown, scope: Scope) => {
      scopes.push(scope);
      const items = lists.shift();
      if (items === undefined) throw new Error('no more lists were expected');
      if (items instanceof Error) throw items;
      return { items, resourceVersion: '5' };
    },
    watch: (_kind: unknown, _scope: Scope, version: string, signal: AbortSignal) => {
      expect(version).toBe('5');
      return (watches.shift() ?? ((until) => openWatch(until)))(signal);
    },
  });
  return { port, clock, abort, scopes, signal: abort.signal };
}

it('answers at once where nothing is to be waited for', async () => {
  const { port, scopes, ...options } = setUp([[map('a', 'done')]]);
  expect(await waitForObject({ port, kind: kinds.configMap, key }, isDone, options)).toBe('yes');
  expect(scopes).toEqual([{ namespace: 'app', fields: 'metadata.name=a' }]);
});

it('follows the watch, and tells every other state', async () => {
  const watch: Watching = (signal) => openWatch(signal, added(map('a', 'half')), deleted(map('a', 'half')), added(map('a', 'done')));
  const { port, ...options } = setUp([[]], [watch]);
  const onUpdate = vi.fn<(object: ConfigMap | undefined) => void>();
  expect(await waitForObject({ port, kind: kinds.configMap, key }, isDone, { ...options, onUpdate })).toBe('yes');
  expect(onUpdate.mock.calls.map(([object]) => object?.data?.['value'])).toEqual([undefined, 'half', undefined]);
});

it('sees that an object is absent', async () => {
  const { port, ...options } = setUp([[map('a', 'x')]], [(signal) => openWatch(signal, deleted(map('a', 'x')))]);
  const gone = (object: ConfigMap | undefined) => (object === undefined ? true : undefined);
  expect(await waitForObject({ port, kind: kinds.configMap, key }, gone, options)).toBe(true);
});

it('knows all objects of a scope', async () => {
  const { port, ...options } = setUp(
    [[map('a', 'x'), map('b', 'x')]],
    [(signal) => openWatch(signal, deleted(map('a', 'x')), added(map('c', 'x')))],
  );
  const names = (maps: readonly ConfigMap[]) => {
    const found = maps.map(({ metadata }) => metadata.name).join();
    return found === 'b,c' ? found : undefined;
  };
  expect(await waitForObjects({ port, kind: kinds.configMap, scope: {} }, names, options)).toBe('b,c');
});

it('is not hung by a watch that died silently', async () => {
  const { port, clock, signal } = setUp([[], [map('a', 'done')]]);
  const waiting = waitForObject({ port, kind: kinds.configMap, key }, isDone, { clock, signal });
  await clock.sleepers(1);
  await clock.advance(15_000);
  expect(await waiting).toBe('yes');
});

async function* broken(reason: 'gone' | 'unreachable'): AsyncIterable<WatchEvent<ConfigMap>> {
  yield added(map('a', 'half'));
  throw failure(reason);
}

async function* closed(): AsyncIterable<WatchEvent<ConfigMap>> {}

it.each([
  ['gone', () => broken('gone')],
  ['broken', () => broken('unreachable')],
  ['closed', closed],
])('lists again when the watch is %s', async (_how, watch) => {
  const { port, clock, signal } = setUp([[], [map('a', 'done')]], [watch]);
  const waiting = waitForObject({ port, kind: kinds.configMap, key }, isDone, { clock, signal });
  await vi.waitFor(async () => {
    await clock.advance(500);
    expect(await Promise.race([waiting, Promise.resolve('not yet')])).toBe('yes');
  });
});

it('goes on through an unreachable cluster, and says so', async () => {
  const { port, clock, signal } = setUp([failure('unreachable'), failure('serverError'), [map('a', 'done')]]);
  const onTrouble = vi.fn<() => void>();
  const waiting = waitForObject({ port, kind: kinds.configMap, key }, isDone, { clock, signal, onTrouble });
  await clock.sleepers(1);
  await clock.advance(500);
  await clock.sleepers(1);
  await clock.advance(500);
  expect(await waiting).toBe('yes');
  expect(onTrouble).toHaveBeenCalledTimes(2);
});

it('ends with what waiting cannot heal', async () => {
  const { port, ...options } = setUp([failure('forbidden')]);
  await expect(waitForObject({ port, kind: kinds.configMap, key }, isDone, options)).rejects.toMatchObject({ reason: 'forbidden' });
});

it('ends with what the predicate throws', async () => {
  const { port, ...options } = setUp([[]], [(signal) => openWatch(signal, added(map('a', 'x')))]);
  const refuse = (object: ConfigMap | undefined) => {
    if (object !== undefined) throw new Error('never');
    return undefined;
  };
  await expect(waitForObject({ port, kind: kinds.configMap, key }, refuse, options)).rejects.toThrow('never');
});

it('ends with aborted, also while a list hangs', async () => {
  const { port, clock, abort, signal } = setUp([[]]);
  const watching = waitForObject({ port, kind: kinds.configMap, key }, isDone, { clock, signal });
  await clock.sleepers(1);
  const hanging = waitForObject({ port: portOf({ list: () => new Promise(() => undefined) }), kind: kinds.configMap, key }, isDone, {
    clock,
    signal,
  });
  abort.abort();
  await expect(watching).rejects.toMatchObject({ reason: 'aborted' });
  await expect(hanging).rejects.toMatchObject({ reason: 'aborted' });
});
