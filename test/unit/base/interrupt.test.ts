import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { heedSignals, watchSignals } from '../../../src/base/interrupt.ts';

test.each([
  ['SIGINT', 'SIGINT'],
  ['SIGTERM', 'SIGINT'],
  ['SIGTERM', 'SIGTERM'],
])('%s asks for a stop, %s then demands it, and a third meets nobody', async (first, second) => {
  const source = new EventEmitter();
  const { gentle, hard } = watchSignals(source);
  expect([gentle.aborted, hard.aborted]).toEqual([false, false]);
  source.emit(first);
  expect([gentle.aborted, hard.aborted]).toEqual([true, false]);
  let beside = 0;
  source.once(second, () => (beside = source.listenerCount(second)));
  source.emit(second);
  expect([gentle.aborted, hard.aborted]).toEqual([true, true]);
  expect(beside, 'listeners beside one that ends the process when it is alone').toBe(1);
  await expect.poll(() => source.eventNames()).toEqual([]);
});

test('nobody listens after a stop', () => {
  const source = new EventEmitter();
  const signals = watchSignals(source);
  signals.stop();
  source.emit('SIGINT');
  expect([signals.gentle.aborted, source.eventNames()]).toEqual([false, []]);
});

test('every signal is told of, beside what else listens, until the end', async () => {
  const source = new EventEmitter();
  const { gentle } = watchSignals(source);
  const heard: string[] = [];
  const deaf = heedSignals((signal) => heard.push(signal), source);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT']) source.emit(signal);
  expect([heard, gentle.aborted]).toEqual([['SIGINT', 'SIGTERM', 'SIGINT'], true]);
  deaf();
  await expect.poll(() => source.eventNames()).toEqual([]);
});
