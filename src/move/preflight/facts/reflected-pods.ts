import type { Clock } from '../../../base/time/clock.ts';
import type { Facts } from './facts.ts';

/** How long a pod in a provider may take to follow one that was deleted here. */
const patienceMilliseconds = 5000;
const pauseMilliseconds = 500;

/**
 * Reads the facts; again, for some seconds at most, while nothing but pods on their way out names the claim in a provider: the reflected pod of one that
 * was just deleted here is seen there a little longer, and a user who did as told would be refused for it.
 */
export async function untilReflectedPodsAreGone(read: () => Promise<Facts>, clock: Clock): Promise<Facts> {
  for (const end = clock.elapsed() + patienceMilliseconds; ;) {
    const facts = await read();
    if (!isLeaving(facts) || clock.elapsed() >= end) return facts;
    await clock.sleep(pauseMilliseconds);
  }
}

function isLeaving({ mounters, providers }: Facts): boolean {
  const there = [...providers.values()].flatMap((each) => each.mounters);
  return mounters.length === 0 && there.length > 0 && there.every(({ metadata }) => metadata.deletionTimestamp !== undefined);
}
