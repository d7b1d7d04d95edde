import type { Clock } from '../../base/time/clock.ts';
import { failedWith } from '../../kube/client/errors.ts';
import { isTransient, retryDelay } from '../../kube/client/retry.ts';
import { kinds, type Pod } from '../../kube/objects/kinds.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { type MountedClaim, mountedClaims, mounterError, mountersAmong } from '../claim/live-claim.ts';
import type { JournalHandle } from '../model/journal.ts';
import { unwatchedError } from './unwatched.ts';

/** What watching needs of a move. */
export interface Watching {
  readonly consumer: KubePort;
  provider(id: string): Promise<KubePort>;
  readonly journal: JournalHandle;
  readonly clock: Clock;
}

export interface MounterWatch {
  /** Aborted, with what was seen as its reason, once a foreign pod has named the claim, however short its life. */
  readonly seen: AbortSignal;
  /** Begins to watch; repeating it is harmless. */
  start(): void;
  stop(): void;
}

/** Between two tries at a server that does not answer. */
const pauseMilliseconds = 1000;

/**
 * Watches for foreign pods that name the claim, in the consumer and at remote homes. A list now and then would miss one that writes after the
 * last rescan and is gone before the cut: no guard stands in a provider, nor anywhere without the admission API.
 */
export function watchMounters(watching: Watching): MounterWatch {
  const [seen, over] = [new AbortController(), new AbortController()];
  const follow = async () => {
    const followed = mountedClaims(watching).map(async (place) => followPods(watching, await place, over.signal));
    await Promise.all(followed).catch((error: unknown) => seen.abort(error));
  };
  let started = false;
  return {
    seen: seen.signal,
    start() {
      if (!started) void follow();
      started = true;
    },
    stop: () => over.abort(),
  };
}

async function followPods({ journal, clock }: Watching, place: MountedClaim, signal: AbortSignal): Promise<void> {
  const position: Position = {};
  while (!signal.aborted) {
    let pause = pauseMilliseconds;
    try {
      await followOnce(journal, { place, position, signal });
    } catch (error) {
      if (signal.aborted) return;
      if (failedWith(error, 'gone') && !journal.value.guarded) throw unwatchedError(journal.value);
      if (failedWith(error, 'gone')) delete position.version;
      else if (isTransient(error)) pause = retryDelay(error, pauseMilliseconds);
      else throw error;
    }
    await clock.sleep(pause, signal).catch(() => undefined);
  }
}

/** The version up to which all pods were seen: from there a new watch goes on without a gap. */
interface Position {
  version?: string;
}

async function followOnce(
  journal: JournalHandle,
  { place, position, signal }: { place: MountedClaim; position: Position; signal: AbortSignal },
): Promise<void> {
  const { port, namespace } = place;
  const refuse = (pods: readonly Pod[]) => {
    const mounters = mountersAmong(pods, place);
    if (mounters.length > 0) throw mounterError(journal.value, mounters);
  };
  if (position.version === undefined) {
    const { items, resourceVersion } = await port.list(kinds.pod, { namespace });
    refuse(items);
    position.version = resourceVersion;
  }
  for await (const event of port.watch(kinds.pod, { namespace }, position.version, signal)) {
    const version = event.type === 'BOOKMARK' ? event.resourceVersion : event.object.metadata.resourceVersion;
    if (event.type === 'ADDED' || event.type === 'MODIFIED') refuse([event.object]);
    if (version !== undefined) position.version = version;
  }
}
