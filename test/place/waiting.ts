import { systemClock } from '../../src/base/time/system-clock.ts';
import type { Kind, Meta } from '../../src/kube/objects/kinds.ts';
import type { Key, KubePort } from '../../src/kube/client/port.ts';
import { waitForObject } from '../../src/kube/client/wait.ts';
import { untilFits } from '../support/until.ts';

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

/** The first answer that fits. Answers come from pods and clusters: asking more often would slow them down. */
export async function lookUntil<T>(look: () => Promise<T>, fits: (seen: T) => boolean): Promise<T> {
  return untilFits(look, fits, { everyMilliseconds: 200, seconds: patienceSeconds });
}
