import { expect, it, onTestFinished } from 'vitest';
import type { Report } from '../../../../src/kube/controller/event-recorder.ts';
import { findStuck } from '../../../../src/provisioner/loop/health.ts';
import type { Look } from '../../../../src/provisioner/loop/look.ts';
import { ReconcileLoop } from '../../../../src/provisioner/loop/reconcile-loop.ts';
import type { Answer } from '../../../../src/provisioner/model/answer.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { claimOf } from '../../../support/claims.ts';
import { recordedLog } from '../../../support/controller-logs.ts';
import { failure } from '../../../support/scripted-port.ts';

const blocked: Answer = { kind: 'blocked', reason: 'NoClass', because: 'there is no class' };
const onItsWay: Answer = { kind: 'in-background', reason: 'Provisioning', because: 'the real claim is pending' };

/** A loop over claims that get these answers one after the other, an Error is thrown, and `done` comes after the last. */
function openLoop(script: (Answer | Error)[] = []) {
  const clock = createFakeClock();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { log, lines } = recordedLog();
  const [looks, meter, events]: [string[], string[], Report[]] = [[], [], []];
  const gone = new Set<string>();
  const loop = new ReconcileLoop({
    clock,
    signal: stop.signal,
    workers: 2,
    resyncMilliseconds: 60_000,
    log,
    record: async (_about, report) => void events.push(report),
    meter: {
      added: (reconciler) => meter.push(`added ${reconciler}`),
      retried: (reconciler) => meter.push(`retried ${reconciler}`),
      looked: (reconciler, look: Look['kind'], seconds) => meter.push(`${look} ${reconciler} ${seconds}`),
    },
  });
  const reconciler = {
    name: 'claim',
    async reconcile(key: string): Promise<Answer> {
      looks.push(`${key} ${clock.elapsed()}`);
      const next = script.shift() ?? { kind: 'done' };
      if (next instanceof Error) throw next;
      return next;
    },
    about: (key: string) => (gone.has(key) ? undefined : claimOf({ namespace: 'shop', name: key }, { uid: key })),
  };
  const pass = async (milliseconds: number) => {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(milliseconds);
  };
  return { loop, reconciler, clock, stop, looks, meter, events, lines, gone, pass };
}

it('keeps what is asked for before the start', async () => {
  const { loop, reconciler, pass, looks } = openLoop();
  loop.enqueue('claim', 'data');
  await pass(1000);
  expect([looks, loop.depth]).toEqual([[], 1]);
  loop.start([reconciler]);
  await pass(1);
  expect(looks).toEqual(['data 1000']);
});

it('looks at what is done, given back or foreign no more', async () => {
  const { loop, reconciler, pass, looks } = openLoop([{ kind: 'done' }, { ...blocked, kind: 'reschedule' }, { kind: 'not-mine' }]);
  loop.start([reconciler]);
  for (const key of ['a', 'b', 'c']) loop.enqueue('claim', key);
  await pass(3_600_000);
  expect(looks).toEqual(['a 0', 'b 0', 'c 0']);
});

it('looks again at what is on its way after the resync time, and at what is blocked or fails ever less often', async () => {
  const { loop, reconciler, pass, looks } = openLoop([onItsWay, blocked, failure('unreachable'), blocked]);
  loop.start([reconciler]);
  loop.enqueue('claim', 'data');
  await pass(3_600_000);
  expect(looks).toEqual(['data 0', 'data 60000', 'data 61000', 'data 63000', 'data 67000']);
});

it('waits five minutes at the longest, or as long as the server asks', async () => {
  const { loop, reconciler, pass, looks } = openLoop([
    failure('tooManyRequests', { retryAfter: 40 }),
    ...Array.from({ length: 12 }, () => blocked),
  ]);
  loop.start([reconciler]);
  loop.enqueue('claim', 'data');
  await pass(3_600_000);
  const times = looks.map((look) => Number(look.split(' ')[1]) / 1000);
  const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(pauses).toEqual([40, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]);
});

it('tells, logs and counts every answer', async () => {
  const { loop, reconciler, pass, events, lines, meter } = openLoop([blocked, failure('forbidden')]);
  loop.start([reconciler]);
  loop.enqueue('claim', 'data');
  await pass(5000);
  expect(events).toEqual([
    { type: 'Warning', reason: 'NoClass', message: 'there is no class' },
    { type: 'Warning', reason: 'Forbidden', message: 'try: forbidden' },
  ]);
  const common = { reconciler: 'claim', claim: 'shop/data' };
  expect(lines).toEqual([
    { ...common, level: 'warn', reason: 'NoClass', message: 'there is no class' },
    { ...common, level: 'warn', reason: 'Forbidden', error: 'try: forbidden', stack: undefined, message: 'failed' },
    { ...common, level: 'debug', reason: undefined, message: 'done' },
  ]);
  expect(meter).toEqual(['added claim', 'blocked claim 0', 'retried claim', 'failed claim 0', 'retried claim', 'done claim 0']);
});

it('knows how many objects are as they shall be, and why the others are not; what is gone does not count', async () => {
  const { loop, reconciler, pass, gone } = openLoop([{ kind: 'done' }, onItsWay, onItsWay, blocked, { kind: 'not-mine' }]);
  loop.start([reconciler]);
  for (const key of ['a', 'b', 'c', 'd', 'e']) loop.enqueue('claim', key);
  await pass(100);
  expect(loop.standings).toEqual([
    { reconciler: 'claim', pending: undefined, objects: 1 },
    { reconciler: 'claim', pending: 'Provisioning', objects: 2 },
    { reconciler: 'claim', pending: 'NoClass', objects: 1 },
  ]);
  gone.add('a').add('b');
  await pass(100_000);
  for (const key of ['a', 'b']) loop.enqueue('claim', key);
  await pass(100);
  expect(loop.standings).toEqual([{ reconciler: 'claim', pending: undefined, objects: 2 }]);
});

it('finishes what it is looking at when it is stopped, and begins nothing else', async () => {
  const { loop, reconciler, stop, pass, looks } = openLoop();
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  const slow = { ...reconciler, reconcile: async (key: string) => passed.then(() => reconciler.reconcile(key)) };
  loop.start([slow]);
  for (const key of ['a', 'b', 'c']) loop.enqueue('claim', key);
  stop.abort();
  let stopped = false;
  void loop.stopped.then(() => (stopped = true));
  await pass(1);
  expect(stopped).toBe(false);
  open();
  await loop.stopped;
  expect(looks).toEqual(['a 1', 'b 1']);
});

it('calls itself stuck when one look does not end', async () => {
  const { loop, reconciler, clock, pass } = openLoop();
  const never = { ...reconciler, reconcile: () => new Promise<Answer>(() => undefined) };
  loop.start([never]);
  loop.enqueue('claim', 'shop/data');
  await pass(599_000);
  expect(findStuck(loop.longest, clock)).toBeUndefined();
  await pass(1000);
  expect(findStuck(loop.longest, clock)).toBe('claim has been looking at shop/data for 600 s');
});

it('survives an answer that cannot be told, and a key without a reconciler', async () => {
  const { loop, reconciler, pass, lines, looks } = openLoop([blocked]);
  const about = () => {
    throw new TypeError('no cache');
  };
  loop.start([{ ...reconciler, about }]);
  loop.enqueue('claim', 'data');
  loop.enqueue('guard', 'shop');
  await pass(2000);
  expect(looks).toEqual(['data 0', 'data 1000']);
  expect(lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
    'there is no such reconciler',
    'an answer could not be told',
    'an answer could not be told',
  ]);
});
