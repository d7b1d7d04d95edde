import type { Clock } from '../../base/time/clock.ts';
import { failedWith, KubeError } from '../../kube/client/errors.ts';
import type { Key, KubePort } from '../../kube/client/port.ts';
import { acquireLease } from '../../kube/lease/lease.ts';
import type { HeldLease } from '../../kube/lease/lease-renewal.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import type { ControllerLog } from '../model/controller-log.ts';

/** Which lease makes a replica the leader, and how this one takes it. */
export interface Election {
  readonly lease: Required<Key>;
  /** Unique per process. */
  readonly holder: string;
  /** How long a leader may be silent before another replica takes over. */
  readonly seconds: number;
}

interface Candidacy {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: ControllerLog;
}

/** Between two looks at a lease that another replica holds, or that cannot be read. */
const lookMilliseconds = 1000;

/** Waits until this replica has the lease, as long as it takes; undefined when the signal came first. */
export async function takeLead(port: KubePort, election: Election, candidacy: Candidacy): Promise<HeldLease | undefined> {
  const { clock, signal } = candidacy;
  let seen = '';
  while (!signal.aborted) {
    const found = await tryOnce(port, election, candidacy);
    if (typeof found === 'object') return found;
    // Whoever leads is said once, not each second.
    if (found !== seen) candidacy.log.info({ leader: found }, 'waiting for the lease');
    seen = found;
    await clock.sleep(lookMilliseconds, signal).catch(() => undefined);
  }
  return undefined;
}

/** The lease, or who has it; '' where that is not known. */
async function tryOnce(port: KubePort, election: Election, { clock, signal, log }: Candidacy): Promise<HeldLease | string> {
  const { lease, holder, seconds } = election;
  try {
    const taken = await acquireLease(port, lease, { holder, seconds, clock, signal });
    return taken.kind === 'held' ? taken : taken.holder;
  } catch (error) {
    if (signal.aborted) return '';
    if (!(error instanceof KubeError)) throw error;
    if (failedWith(error, 'notFound') && (await createNamespace(port, lease.namespace))) return '';
    log.warn({ lease: `${lease.namespace}/${lease.name}`, error: error.message }, 'the lease cannot be taken');
    return '';
  }
}

/** Makes the namespace of the lease where there is none yet; whether it is there now. */
async function createNamespace(port: KubePort, name: string): Promise<boolean> {
  const { apiVersion, kind } = kinds.namespace;
  try {
    await port.create(kinds.namespace, { apiVersion, kind, metadata: { name } });
    return true;
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return failedWith(error, 'alreadyExists');
  }
}
