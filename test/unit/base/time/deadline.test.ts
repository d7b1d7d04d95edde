import { describe, expect, it } from 'vitest';
import { orLate, untilAborted, withDeadline } from '../../../../src/base/time/deadline.ts';
import { wasInterrupted } from '../../../../src/base/errors.ts';
import { createFakeClock } from '../../../fake-clock.ts';

describe('deadline', () => {
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
});

describe('until aborted', () => {
  const never = new Promise<string>(() => undefined);

  it('ends as the work does', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(signal, Promise.resolve('done'))).toBe('done');
    await expect(untilAborted(signal, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('is interrupted as soon as the signal aborts, whatever becomes of the work', async () => {
    const stop = new AbortController();
    const result = untilAborted(stop.signal, never).catch(wasInterrupted);
    stop.abort();
    expect(await result).toBe(true);
    expect(await untilAborted(stop.signal, never).catch(wasInterrupted)).toBe(true);
  });

  it('says instead what the caller wants', async () => {
    const stop = AbortSignal.abort();
    expect(await untilAborted(stop, never, () => 'nothing')).toBe('nothing');
    const refuse = () => {
      throw new Error('too late');
    };
    await expect(untilAborted(stop, never, refuse)).rejects.toThrow('too late');
  });
});
