import { failedWith } from '../client/errors.ts';
import { type LeaseTerms, renderLease, renderTakeover } from './lease-object.ts';
import { type HeldLease, startRenewal } from './lease-renewal.ts';
import { kinds, type Lease } from '../objects/kinds.ts';
import type { Key, KubePort } from '../client/port.ts';

/** Somebody else lives and holds the lease. */
export interface LeaseTaken {
  readonly kind: 'taken';
  readonly holder: string;
}

const lookMilliseconds = 1000;

/**
 * Takes the lease, or says who holds it. A holder counts as dead when we have seen its lease not change for its whole duration, on our
 * own monotonic clock: wall clocks of two machines are never compared. So taking over from a dead holder lasts that long.
 */
export async function acquireLease(
  port: KubePort,
  key: Key,
  terms: LeaseTerms & { signal?: AbortSignal },
): Promise<HeldLease | LeaseTaken> {
  for (;;) {
    const seen = await port.find(kinds.lease, key);
    const judged = seen === undefined ? undefined : await judgeLease(port, seen, terms);
    if (judged?.kind === 'taken') return judged;
    const sentAt = terms.clock.elapsed();
    try {
      const lease =
        seen === undefined
          ? await port.create(kinds.lease, renderLease(key, terms))
          : await port.replace(kinds.lease, key, renderTakeover(seen, terms));
      return startRenewal(port, lease, { ...terms, sentAt });
    } catch (error) {
      // Somebody was faster: look again who.
      if (!failedWith(error, 'alreadyExists', 'conflict', 'notFound')) throw error;
      if (failedWith(error, 'notFound') && seen === undefined) throw error;
    }
  }
}

/** Who holds a lease; undefined when it is free or absent. Looks for up to half of its duration whether it is being renewed. */
export async function readHolder(
  port: KubePort,
  key: Key,
  { clock, signal }: Pick<LeaseTerms, 'clock'> & { signal?: AbortSignal },
): Promise<{ readonly holder: string; readonly renewing: boolean } | undefined> {
  const seen = await port.find(kinds.lease, key);
  const holder = seen?.spec?.holderIdentity;
  if (seen === undefined || !holder) return undefined;
  // Renewals come every third of the duration.
  const now = await watchUnchanged(port, seen, { clock, milliseconds: durationOf(seen, 0) / 2, ...(signal ? { signal } : {}) });
  const renewing = now !== undefined && now.metadata.resourceVersion !== seen.metadata.resourceVersion;
  return { holder: now?.spec?.holderIdentity ?? holder, renewing };
}

async function judgeLease(
  port: KubePort,
  seen: Lease,
  terms: LeaseTerms & { signal?: AbortSignal },
): Promise<LeaseTaken | { kind: 'free' }> {
  const holder = seen.spec?.holderIdentity;
  if (!holder || holder === terms.holder) return { kind: 'free' };
  const milliseconds = durationOf(seen, terms.seconds);
  const now = await watchUnchanged(port, seen, { clock: terms.clock, milliseconds, ...(terms.signal ? { signal: terms.signal } : {}) });
  const changed = now !== undefined && now.metadata.resourceVersion !== seen.metadata.resourceVersion;
  return changed && now.spec?.holderIdentity ? { kind: 'taken', holder: now.spec.holderIdentity } : { kind: 'free' };
}

/** Looks every second until the lease differs from `seen` or the time is over; returns the last sight. */
async function watchUnchanged(
  port: KubePort,
  seen: Lease,
  { clock, milliseconds, signal }: { clock: LeaseTerms['clock']; milliseconds: number; signal?: AbortSignal },
): Promise<Lease | undefined> {
  const { name, namespace } = seen.metadata;
  const key = { name, ...(namespace === undefined ? {} : { namespace }) };
  const end = clock.elapsed() + milliseconds;
  let now: Lease | undefined = seen;
  while (now?.metadata.resourceVersion === seen.metadata.resourceVersion && clock.elapsed() < end) {
    await clock.sleep(Math.min(lookMilliseconds, end - clock.elapsed()), signal);
    now = await port.find(kinds.lease, key);
  }
  return now;
}

function durationOf(lease: Lease, atLeast: number): number {
  return Math.max(lease.spec?.leaseDurationSeconds ?? 0, atLeast) * 1000;
}
