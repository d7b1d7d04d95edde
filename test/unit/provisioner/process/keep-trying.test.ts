import { expect, it } from 'vitest';
import { keepTrying } from '../../../../src/provisioner/process/keep-trying.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { recordedLog } from '../../../support/controller-logs.ts';
import { failure } from '../../../support/scripted-port.ts';

/** Attempts that end so one after the other. */
function openAttempts(...ends: (string | Error)[]) {
  const clock = createFakeClock();
  const stop = new AbortController();
  const { log, lines } = recordedLog();
  const signals: AbortSignal[] = [];
  const attempt = async (signal: AbortSignal) => {
    signals.push(signal);
    const end = ends.shift();
    if (end === undefined) return new Promise<string>(() => undefined);
    if (end instanceof Error) throw end;
    return end;
  };
  return { result: keepTrying(attempt, { clock, signal: stop.signal, log }), clock, stop, lines, signals };
}

it('tries until a cluster answers, ever less often, and says what is wrong', async () => {
  const { result, clock, lines } = openAttempts(...Array.from({ length: 7 }, () => failure('unreachable')), 'ready');
  await clock.sleepers(1);
  await clock.advance(120_000);
  expect(await result).toBe('ready');
  expect(clock.slept.map((milliseconds) => milliseconds / 1000)).toEqual([1, 2, 4, 8, 16, 30, 30]);
  expect(lines).toHaveLength(7);
  expect(lines[0]).toMatchObject({ level: 'warn', reason: 'unreachable', error: 'try: unreachable' });
});

it('ends what a failed attempt has begun, and lets what a good one has begun go on until the stop', async () => {
  const { result, clock, stop, signals } = openAttempts(failure('forbidden'), 'ready');
  await clock.sleepers(1);
  await clock.advance(1000);
  await result;
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  stop.abort();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
});

it.each([
  ['between two attempts', [failure('unreachable')]],
  ['in an attempt that gets no answer', []],
])('stops at once %s', async (_when, ends) => {
  const { result, clock, stop } = openAttempts(...ends);
  if (ends.length > 0) await clock.sleepers(1);
  stop.abort();
  expect(await result).toBeUndefined();
});

it('does not repeat a defect', async () => {
  await expect(openAttempts(new TypeError('oops')).result).rejects.toThrow('oops');
});
