import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/base/system-clock.ts';
import type { Kind, Meta } from '../../src/kube/objects/kinds.ts';
import type { Key, KubePort } from '../../src/kube/client/port.ts';
import { waitForObject } from '../../src/kube/client/wait.ts';

/** How long a spec waits for anything before it gives up, in seconds. */
const patienceSeconds = 120;

function withPatience(): { clock: typeof systemClock; signal: AbortSignal } {
  return { clock: systemClock, signal: AbortSignal.timeout(patienceSeconds * 1000) };
}

export async function until<T extends { metadata: Meta }>(
  port: KubePort,
  { kind, key }: { kind: Kind<T>; key: Key },
  holds: (object: T | undefined) => boolean,
): Promise<T | undefined> {
  const found = await waitForObject({ port, kind, key }, (object) => (holds(object) ? { object } : undefined), withPatience());
  return found.object;
}

/** Looks again and again until what is seen fits, and returns it. */
export async function lookUntil<T>(look: () => Promise<T>, fits: (seen: T) => boolean): Promise<T> {
  const { signal } = withPatience();
  for (;;) {
    const seen = await look();
    if (fits(seen)) return seen;
    await pause(200, undefined, { signal });
  }
}
