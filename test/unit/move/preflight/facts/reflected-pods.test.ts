import { describe, expect, it } from 'vitest';
import { untilReflectedPodsAreGone } from '../../../../../src/move/preflight/facts/reflected-pods.ts';
import { createFakeClock } from '../../../../fake-clock.ts';
import { factsWith, mounter, podNamed, providerWith } from '../../../../support/facts.ts';

const leaving = { ...podNamed('job'), metadata: { name: 'job', deletionTimestamp: '2026-01-01T00:00:00Z' } };
const seen = (...mounters: ReturnType<typeof podNamed>[]) => factsWith({ providers: new Map([['milan', providerWith({ mounters })]]) });

/** Reads these facts one after the other, the last again and again, half a second apart; says how often. */
async function read(...facts: ReturnType<typeof seen>[]) {
  const clock = createFakeClock();
  let reads = 0;
  const end = { over: false };
  const done = untilReflectedPodsAreGone(async () => facts[Math.min(reads++, facts.length - 1)] ?? seen(), clock).finally(
    () => (end.over = true),
  );
  while (!end.over) {
    await Promise.race([clock.sleepers(1), done]);
    await clock.advance(500);
  }
  return { facts: await done, reads };
}

describe('a pod in a provider', () => {
  it('that follows one that was deleted here is waited for', async () => {
    const gone = seen();
    expect(await read(seen(leaving), seen(leaving), gone)).toEqual({ facts: gone, reads: 3 });
  });

  it('is waited for some seconds only', async () => {
    const stuck = seen(leaving);
    expect(await read(stuck)).toEqual({ facts: stuck, reads: 11 });
  });

  it.each([
    ['that stays', seen(podNamed('job'))],
    ['beside one that stays', seen(leaving, podNamed('other'))],
    ['whose own pod is still here', { ...seen(leaving), mounters: [mounter('job', 'Succeeded')] }],
  ])('%s is told at once', async (_, facts) => {
    expect((await read(facts)).reads).toBe(1);
  });
});
