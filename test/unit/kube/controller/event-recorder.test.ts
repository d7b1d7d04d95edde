import { expect, it } from 'vitest';
import { createRecorder, type Report } from '../../../../src/kube/controller/event-recorder.ts';
import { type Event, kinds } from '../../../../src/kube/objects/kinds.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { failure, portOf } from '../../../support/scripted-port.ts';

const about = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'shop', uid: 'u', resourceVersion: '3' },
};
const report: Report = { type: 'Warning', reason: 'ProvisioningFailed', message: 'no room' };

/** A server that keeps events and checks versions. */
function eventServer() {
  const events = new Map<string, Event>();
  const store = (event: Event) => {
    const version = Number(event.metadata.resourceVersion ?? 0) + 1;
    events.set(event.metadata.name, { ...event, metadata: { ...event.metadata, resourceVersion: String(version) } });
    return event;
  };
  const port = portOf({
    create: async (_kind: unknown, event: Event) => {
      if (events.has(event.metadata.name)) throw failure('alreadyExists');
      return store(event);
    },
    read: async (_kind: unknown, { name }: { name: string }) => {
      const found = events.get(name);
      if (found === undefined) throw failure('notFound');
      return found;
    },
    mergePatch: async (_kind: unknown, { name }: { name: string }, patch: Partial<Event>) => {
      const found = events.get(name);
      if (found === undefined) throw failure('notFound');
      if (patch.metadata?.resourceVersion !== found.metadata.resourceVersion) throw failure('conflict');
      return store({ ...found, ...patch, metadata: found.metadata });
    },
  });
  return { port, events: () => [...events.values()] };
}

it('writes an event about the object', async () => {
  const { port, events } = eventServer();
  await createRecorder({ port, clock: createFakeClock(), component: 'storage', host: 'node-1' })(about, report);
  const { name, ...rest } = about.metadata;
  expect(events()).toMatchObject([
    {
      apiVersion: kinds.event.apiVersion,
      metadata: { name: expect.stringMatching(/^data\.[0-9a-f]{16}$/), namespace: 'shop' },
      involvedObject: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, ...rest },
      ...report,
      source: { component: 'storage', host: 'node-1' },
      count: 1,
      firstTimestamp: '2026-01-01T00:00:00Z',
    },
  ]);
});

it('counts the same report, also for one who begins anew and for several at once', async () => {
  const { port, events } = eventServer();
  const clock = createFakeClock();
  await createRecorder({ port, clock, component: 'storage' })(about, report);
  await clock.advance(60_000);
  const record = createRecorder({ port, clock, component: 'storage' });
  await Promise.all([1, 2, 3].map(() => record(about, report)));
  expect(events()).toMatchObject([{ count: 4, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:01:00Z' }]);
});

it.each<[string, typeof about, Report]>([
  ['another reason', about, { ...report, reason: 'Other' }],
  ['another message', about, { ...report, message: 'no rights' }],
  ['an object that was made anew under the same name', { ...about, metadata: { ...about.metadata, uid: 'v' } }, report],
])('makes an event of its own for %s', async (_what, object, other) => {
  const { port, events } = eventServer();
  const record = createRecorder({ port, clock: createFakeClock(), component: 'storage' });
  await record(about, report);
  await record(object, other);
  expect(events()).toMatchObject([{ count: 1 }, { count: 1 }]);
});

it('says the latest message in one event for each object, type and reason where that is wished', async () => {
  const { port, events } = eventServer();
  const record = createRecorder({ port, clock: createFakeClock(), component: 'storage', latestMessage: true });
  await record(about, report);
  await record(about, { ...report, message: 'no rights' });
  await record(about, { ...report, reason: 'Other' });
  expect(events()).toMatchObject([
    { count: 2, message: 'no rights' },
    { count: 1, reason: 'Other' },
  ]);
});

it('writes about an object that is nowhere into the default namespace, and leaves out a name for which there is no room', async () => {
  const { port, events } = eventServer();
  const volume = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'v'.repeat(250), uid: 'w' } };
  await createRecorder({ port, clock: createFakeClock(), component: 'storage' })(volume, report);
  expect(events()).toMatchObject([{ metadata: { namespace: 'default', name: expect.stringMatching(/^[0-9a-f]{16}$/) } }]);
});

it.each(['forbidden', 'unreachable', 'notFound'] as const)('stops nobody whose event is %s', async (reason) => {
  const port = portOf({ create: async () => Promise.reject(failure(reason)) });
  await expect(createRecorder({ port, clock: createFakeClock(), component: 'storage' })(about, report)).resolves.toBeUndefined();
});

it('fills no server: after a burst about one object there is one event in five minutes', async () => {
  const { port, events } = eventServer();
  const clock = createFakeClock();
  const record = createRecorder({ port, clock, component: 'storage' });
  const other = { ...about, metadata: { ...about.metadata, name: 'other', uid: 'o' } };
  for (let turn = 0; turn < 100; turn += 1) await record(about, report);
  await record(other, report);
  expect(events()).toMatchObject([{ count: 25 }, { count: 1 }]);
  await clock.advance(300_000);
  for (let turn = 0; turn < 100; turn += 1) await record(about, report);
  expect(events()).toMatchObject([{ count: 26 }, { count: 1 }]);
});
