import { expect, it, onTestFinished } from 'vitest';
import { type InformerOptions, startInformer } from '../../../../src/kube/controller/informer.ts';
import { type ConfigMap, kinds } from '../../../../src/kube/objects/kinds.ts';
import type { WatchEvent } from '../../../../src/kube/client/port.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { failure, openWatch, portOf } from '../../../support/scripted-port.ts';

const map = (name: string, resourceVersion: string): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'app', resourceVersion },
});
const event = (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: ConfigMap): WatchEvent<ConfigMap> => ({ type, object });

type Watch = readonly WatchEvent<ConfigMap>[] | Error;

/** A server that answers these lists one after the other, and these watches; the last watch stays open. An Error is thrown instead. */
async function openInformer(lists: (ConfigMap[] | Error)[], watches: Watch[] = [], change: Partial<InformerOptions<ConfigMap>> = {}) {
  const clock = createFakeClock();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const [told, asked]: [string[], string[]] = [[], []];
  const port = portOf({
    list: async (_kind: unknown, _scope: unknown, keep: (object: ConfigMap) => ConfigMap) => {
      const items = lists.shift();
      asked.push('list');
      if (items === undefined || items instanceof Error) throw items ?? failure('unreachable');
      return { items: items.map(keep), resourceVersion: `list-${asked.length}` };
    },
    async *watch(_kind: unknown, _scope: unknown, version: string, signal: AbortSignal) {
      asked.push(version);
      const script = watches.shift();
      if (script instanceof Error) throw script;
      if (script === undefined || watches.length === 0) yield* openWatch(signal, ...(script ?? []));
      else yield* script;
    },
  });
  const changed: InformerOptions<ConfigMap>['changed'] = ({ metadata }, type) => told.push(`${type} ${metadata.name}`);
  const informer = await startInformer({ port, kind: kinds.configMap, clock, signal: stop.signal, changed, ...change });
  const names = () => informer.items().map(({ metadata }) => metadata.name);
  return { informer, clock, told, asked, names };
}

it('knows all that is there once it has started, by name and namespace', async () => {
  const { informer, names, told } = await openInformer([[map('a', '1'), map('b', '2')]]);
  expect(names()).toEqual(['a', 'b']);
  expect(informer.get('a', 'app')?.metadata.resourceVersion).toBe('1');
  expect([informer.get('a', 'other'), informer.get('a')]).toEqual([undefined, undefined]);
  expect(told).toEqual(['ADDED a', 'ADDED b']);
});

it('knows those of one namespace', async () => {
  const other = { ...map('c', '3'), metadata: { name: 'c', namespace: 'other', resourceVersion: '3' } };
  const { informer } = await openInformer([[map('a', '1'), other, map('b', '2')]]);
  expect(['app', 'other', 'third'].map((namespace) => informer.items(namespace).map(({ metadata }) => metadata.name))).toEqual([
    ['a', 'b'],
    ['c'],
    [],
  ]);
});

it('keeps and tells of objects what is wished, from lists and watches', async () => {
  const full = (name: string, version: string) => ({ ...map(name, version), data: { much: 'of this' } });
  const keep = ({ apiVersion, kind, metadata }: ConfigMap): ConfigMap => ({ apiVersion, kind, metadata });
  const told: ConfigMap[] = [];
  const { informer } = await openInformer([[full('a', '1')]], [[event('ADDED', full('b', '2'))]], {
    keep,
    changed: (object) => told.push(object),
  });
  await expect.poll(() => informer.items()).toEqual([map('a', '1'), map('b', '2')]);
  expect(told).toEqual([map('a', '1'), map('b', '2')]);
});

it('holds an object that a list shows unchanged once', async () => {
  const { informer, clock } = await openInformer([[map('a', '1')], [map('a', '1'), map('b', '2')]], [failure('gone'), []]);
  const before = informer.get('a', 'app');
  await clock.sleepers(1);
  await clock.advance(1000);
  expect(informer.get('b', 'app')).toBeDefined();
  expect(informer.get('a', 'app')).toBe(before);
});

it('follows every change', async () => {
  const changes = [event('MODIFIED', map('a', '3')), event('ADDED', map('b', '4')), event('DELETED', map('a', '5'))];
  const { told, names } = await openInformer([[map('a', '1')]], [changes]);
  await expect.poll(() => told).toEqual(['ADDED a', 'MODIFIED a', 'ADDED b', 'DELETED a']);
  expect(names()).toEqual(['b']);
});

it('goes on from the last version when the server ends a watch', async () => {
  const watches = [[event('ADDED', map('b', '7'))], [{ type: 'BOOKMARK', resourceVersion: '9' } as const], []];
  const { asked, clock } = await openInformer([[]], watches);
  await clock.sleepers(1);
  await clock.advance(1000);
  expect(asked).toEqual(['list', 'list-1', '7', '9']);
});

it('lists anew when its version is too old, and tells what has gone meanwhile', async () => {
  const { told, names, clock } = await openInformer(
    [
      [map('a', '1'), map('b', '2')],
      [map('b', '2'), map('c', '8')],
    ],
    [failure('gone'), []],
  );
  await clock.sleepers(1);
  await clock.advance(1000);
  expect(told.slice(2)).toEqual(['MODIFIED b', 'ADDED c', 'DELETED a']);
  expect(names()).toEqual(['b', 'c']);
});

it('survives a server that is away, looks ever less often, and says what is wrong', async () => {
  const troubles: unknown[] = [];
  const away = Array.from({ length: 20 }, () => failure('unreachable'));
  const { asked, names, clock } = await openInformer([[], ...away, [map('late', '1')]], [failure('unreachable'), []], {
    onTrouble: (error) => troubles.push(error),
  });
  await clock.sleepers(1);
  await clock.advance(10_000);
  expect(asked.length).toBeLessThan(10);
  await clock.advance(100_000);
  expect(names()).toEqual(['late']);
  expect(troubles).toHaveLength(21);
});

it.each([
  ['ten minutes', {}, 600_000],
  ['the time that is wished', { resyncMilliseconds: 60_000 }, 60_000],
])('tells everything again after %s, so that nothing that a watch has swallowed stays unknown', async (_after, change, milliseconds) => {
  const bookmark = [{ type: 'BOOKMARK', resourceVersion: '9' } as const];
  // The server ends a watch every 100 ms here.
  const { told, clock, asked } = await openInformer(
    [[map('a', '1')], [map('a', '1')]],
    Array.from({ length: 10_000 }, () => bookmark),
    change,
  );
  await clock.sleepers(1);
  await clock.advance(milliseconds - 1000);
  expect(asked.filter((what) => what === 'list')).toHaveLength(1);
  await clock.advance(2000);
  expect(told).toEqual(['ADDED a', 'MODIFIED a']);
});

it('throws what the first list fails with', async () => {
  await expect(openInformer([failure('forbidden')])).rejects.toMatchObject({ reason: 'forbidden' });
});
