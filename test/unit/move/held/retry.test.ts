import { describe, expect, it } from 'vitest';
import type { KubeReason } from '../../../../src/kube/client/errors.ts';
import { retryTransient } from '../../../../src/move/held/retry.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { failure } from '../../../support/scripted-port.ts';

/** Fails with each reason in turn, then succeeds; the clock is moved whenever it is slept on. */
async function run(reasons: readonly KubeReason[]) {
  const clock = createFakeClock();
  const waits: string[] = [];
  const left = [...reasons];
  const act = async () => {
    const reason = left.shift();
    if (reason !== undefined) throw failure(reason);
    return 'done';
  };
  const stop = new AbortController();
  const running = retryTransient({ clock, signal: stop.signal, waiting: (text) => waits.push(text) }, act);
  const settled = running.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([settled, clock.sleepers(1).then(() => false)]))) await clock.advance(1000);
  return { running, waits, left, elapsed: clock.elapsed() };
}

describe('patience', () => {
  it('has no end for a cluster that is away', async () => {
    const { running, waits } = await run(Array.from({ length: 500 }, () => 'unreachable' as const));
    await expect(running).resolves.toBe('done');
    expect(waits).toHaveLength(500);
    expect(waits[0]).toBe('an answer: try: unreachable');
  });

  it.each(['serverError', 'tooManyRequests', 'conflict', 'alreadyExists'] as const)('tries again after %s', async (reason) => {
    await expect((await run([reason])).running).resolves.toBe('done');
  });

  it('does not take twenty conflicts and more for chance', async () => {
    await expect((await run(Array.from({ length: 20 }, () => 'conflict' as const))).running).resolves.toBe('done');
    const { running, left } = await run(Array.from({ length: 30 }, () => 'conflict' as const));
    await expect(running).rejects.toMatchObject({ reason: 'conflict' });
    expect(left).toHaveLength(9);
  });

  it.each(['forbidden', 'invalid', 'notFound', 'unauthorized', 'gone'] as const)('has none with %s', async (reason) => {
    const { running, waits } = await run([reason]);
    await expect(running).rejects.toMatchObject({ reason });
    expect(waits).toEqual([]);
  });

  it.each(['tooManyRequests', 'serverError', 'conflict'] as const)('waits as long as the server asks after %s', async (reason) => {
    const clock = createFakeClock();
    const failures = [failure(reason, { retryAfter: 15 })];
    const act = async () => {
      const next = failures.shift();
      if (next !== undefined) throw next;
    };
    const running = retryTransient({ clock, signal: new AbortController().signal, waiting: () => undefined }, act);
    await clock.sleepers(1);
    await clock.advance(60_000);
    await running;
    expect(clock.slept).toEqual([15_000]);
  });

  it('lets no server ask it over its limit', async () => {
    const clock = createFakeClock();
    const act = async () => {
      throw failure('tooManyRequests', { retryAfter: 100 });
    };
    const running = retryTransient({ clock, signal: new AbortController().signal, waiting: () => undefined }, act, 30_000);
    const refused = expect(running).rejects.toMatchObject({ reason: 'tooManyRequests' });
    await clock.sleepers(1);
    await clock.advance(30_000);
    await refused;
  });

  it('ends with the signal', async () => {
    const clock = createFakeClock();
    const stop = new AbortController();
    const running = retryTransient({ clock, signal: stop.signal, waiting: () => undefined }, async () => {
      throw failure('unreachable');
    });
    await clock.sleepers(1);
    stop.abort(new Error('stop'));
    await expect(running).rejects.toThrow('stop');
  });
});
