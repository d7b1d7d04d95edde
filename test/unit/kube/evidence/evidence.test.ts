import { expect, it } from 'vitest';
import { readEvidence, readWarnings } from '../../../../src/kube/evidence/evidence.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { failure, openWatch, portOf } from '../../../support/scripted-port.ts';

const key = { namespace: 'app', name: 'mover' };
const limits = () => ({ clock: createFakeClock(), seconds: 5, logLines: 2 });

const pod = {
  metadata: key,
  status: {
    phase: 'Failed',
    conditions: [
      { type: 'Ready', status: 'False', reason: 'PodFailed' },
      { type: 'PodScheduled', status: 'True' },
    ],
    initContainerStatuses: [{ name: 'manifest', restartCount: 0, state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
    containerStatuses: [
      { name: 'restic', restartCount: 1, state: { terminated: { exitCode: 137, reason: 'OOMKilled', message: 'it was\nlarge' } } },
      { name: 'side', restartCount: 0, state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } },
    ],
  },
};

const warning = (reason: string, lastTimestamp: string, more: object = {}) => ({
  type: 'Warning',
  reason,
  message: `${reason} happened`,
  lastTimestamp,
  involvedObject: { kind: 'Pod', name: 'mover' },
  metadata: {},
  ...more,
});

async function* lines(...all: string[]): AsyncIterable<string> {
  yield* all;
}

it('tells states, warnings and last log lines in the raw words of the cluster', async () => {
  const items = [
    warning('Second', '2026-01-02T00:00:00Z', { count: 4 }),
    warning('First', '2026-01-01T00:00:00Z'),
    warning('Normal', '2026-01-03T00:00:00Z', { type: 'Normal' }),
    warning('Foreign', '2026-01-03T00:00:00Z', { involvedObject: { kind: 'Job', name: 'mover' } }),
  ];
  const port = portOf({
    find: async () => pod,
    list: async () => ({ items, resourceVersion: '1' }),
    logs: (_pod: unknown, { container }: { container: string }) =>
      container === 'restic' ? lines('one', 'two\u001b[0m', 'three') : lines('asking again'),
  });
  // Nothing of the init container that has ended well: what it complained of while it tried is over.
  expect(await readEvidence(port, [key], limits())).toEqual([
    'pod app/mover: Failed',
    'pod app/mover: not Ready: PodFailed',
    'pod app/mover: container restic: ended with exit code 137: OOMKilled: it was\nlarge (restarted 1x)',
    'pod app/mover: container side: waiting: ImagePullBackOff: no such image',
    'pod app/mover: First: First happened',
    'pod app/mover: Second (4x): Second happened',
    'log of app/mover (restic): two\u001b[0m',
    'log of app/mover (restic): three',
  ]);
});

it('leaves out of a log what tells people nothing', async () => {
  const readLine = (line: string) => (line.startsWith('{') ? undefined : line.toUpperCase());
  const port = portOf({
    find: async () => ({ metadata: key, status: { containerStatuses: [{ name: 'restic', restartCount: 0, state: { running: {} } }] } }),
    list: async () => ({ items: [], resourceVersion: '1' }),
    logs: () => lines('no room', '{"percent_done":1}'),
  });
  const facts = await readEvidence(port, [key], { ...limits(), readLine });
  expect(facts.filter((fact) => fact.startsWith('log of'))).toEqual(['log of app/mover (restic): NO ROOM']);
});

it('tells what is not there from what could not be looked at', async () => {
  const absent = portOf({ find: async () => undefined, list: async () => ({ items: [], resourceVersion: '1' }) });
  expect(await readEvidence(absent, [key], limits())).toEqual(['pod app/mover does not exist']);
  const refuse = async () => {
    throw failure('forbidden');
  };
  expect(await readEvidence(portOf({ find: refuse, list: refuse }), [key], limits())).toEqual([
    'pod app/mover: could not look: try: forbidden',
    'pod app/mover: could not look for events: try: forbidden',
  ]);
});

it('keeps its deadline when nothing answers, and tells what it has', async () => {
  const { clock, ...rest } = limits();
  const status = { phase: 'Running', containerStatuses: [{ name: 'restic', restartCount: 0, state: { running: {} } }] };
  const port = portOf({
    find: async (_kind: unknown, { name }: { name: string }) =>
      name === 'mover' ? { metadata: key, status } : new Promise(() => undefined),
    list: () => new Promise(() => undefined),
    logs: (_pod: unknown, _options: unknown, signal: AbortSignal) => openWatch(signal),
  });
  const facts = readEvidence(port, [key, { namespace: 'app', name: 'other' }], { clock, ...rest });
  await clock.sleepers(1);
  await clock.advance(5000);
  expect(await facts).toEqual([
    'pod app/mover: Running',
    'pod app/mover: container restic: running',
    'pod app/mover: could not look for events: no answer within 5 s',
    'log of app/mover (restic): could not be read: no answer within 5 s',
    'pod app/other: could not look: no answer within 5 s',
    'pod app/other: could not look for events: no answer within 5 s',
  ]);
});

it('tells the warnings about an object that is no pod, and of its namesakes none', async () => {
  const job = { kind: 'Job', name: 'mover' };
  const items = [
    warning('FailedCreate', '2026-01-02T00:00:00Z', { involvedObject: job, count: 3 }),
    warning('Unhealthy', '2026-01-02T00:00:00Z'),
    warning('SuccessfulCreate', '2026-01-03T00:00:00Z', { involvedObject: job, type: 'Normal' }),
  ];
  const port = portOf({ list: async () => ({ items, resourceVersion: '1' }) });
  expect(await readWarnings(port, { kind: 'Job', key }, limits())).toEqual(['Job app/mover: FailedCreate (3x): FailedCreate happened']);
  const empty = portOf({ list: async () => ({ items: [], resourceVersion: '1' }) });
  expect(await readWarnings(empty, { kind: 'Job', key }, limits())).toEqual([]);
});
