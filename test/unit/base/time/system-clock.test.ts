import { expect, it } from 'vitest';
import { systemClock } from '../../../../src/base/time/system-clock.ts';

it('wakes a sleeper', async () => {
  const before = systemClock.elapsed();
  await systemClock.sleep(5);
  expect(systemClock.elapsed()).toBeGreaterThan(before);
});

it.each(['before', 'during'])('ends a sleep that is aborted %s with the reason of the abort', async (when) => {
  const abort = new AbortController();
  const reason = new Error('enough');
  if (when === 'before') abort.abort(reason);
  const sleep = systemClock.sleep(60_000, abort.signal);
  abort.abort(reason);
  await expect(sleep).rejects.toBe(reason);
});
