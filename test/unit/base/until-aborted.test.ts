import { expect, it } from 'vitest';
import { wasInterrupted } from '../../../src/base/errors.ts';
import { untilAborted } from '../../../src/base/until-aborted.ts';

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
