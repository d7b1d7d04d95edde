import { expect, it } from 'vitest';
import { orLate, withDeadline } from '../../../src/base/deadline.ts';
import { wasInterrupted } from '../../../src/base/errors.ts';
import { createFakeClock } from '../../fake-clock.ts';

/** Work that ends when it is told to, and tells why. */
const obedient = (ends: AbortSignal) => new Promise<unknown>((resolve) => ends.addEventListener('abort', () => resolve(ends.reason)));

it('tells work to end when the time is over, and waits for it', async () => {
  const clock = createFakeClock();
  const result = withDeadline({ clock, milliseconds: 1000 }, obedient);
  await clock.advance(1000);
  expect(wasInterrupted(await result)).toBe(true);
});

it('tells work to end with the signal that it was given, also one that was aborted before', async () => {
  const clock = createFakeClock();
  const stop = new AbortController();
  const deadline = { clock, milliseconds: 1000, signal: stop.signal };
  const result = withDeadline(deadline, obedient);
  stop.abort('enough');
  expect(await result).toBe('enough');
  expect(await withDeadline(deadline, async (ends) => ends.aborted)).toBe(true);
});

it('leaves no timer behind', async () => {
  const clock = createFakeClock();
  expect(await withDeadline({ clock, milliseconds: 1000 }, async (ends) => ends)).toMatchObject({ aborted: false });
  await expect(withDeadline({ clock, milliseconds: 1000 }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const late = await withDeadline({ clock, milliseconds: 1000 }, async (ends) => ends);
  await clock.advance(5000);
  expect(late.aborted).toBe(false);
});

it('leaves to itself what does not end in time', async () => {
  const clock = createFakeClock();
  const never = new Promise<string>(() => undefined);
  const result = orLate({ clock, milliseconds: 1000 }, never, () => 'late');
  await clock.advance(1000);
  expect(await result).toBe('late');
  expect(await orLate({ clock, milliseconds: 1000 }, Promise.resolve('in time'), () => 'late')).toBe('in time');
});
