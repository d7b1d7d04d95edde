import type { Clock } from '../../base/time/clock.ts';
import { kinds, type Lease } from '../objects/kinds.ts';
import type { Key } from '../client/port.ts';

/** What the holder of a lease says about itself. */
export interface LeaseTerms {
  /** Unique per process. */
  readonly holder: string;
  /** How long others wait for a sign of life before they take over. */
  readonly seconds: number;
  readonly clock: Clock;
  /** Labels of the object when it is made. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Where fencing tokens begin when it is made: higher than those of a lease that was deleted, if those may still be met. 1 where absent. */
  readonly firstToken?: number;
}

/** The lease as its first holder makes it. */
export function renderLease(key: Key, terms: LeaseTerms): Lease {
  const { apiVersion, kind } = kinds.lease;
  const metadata = { ...key, ...(terms.labels === undefined ? {} : { labels: { ...terms.labels } }) };
  return {
    apiVersion,
    kind,
    metadata,
    spec: { ...holding(terms), acquireTime: microTime(terms.clock), leaseTransitions: terms.firstToken ?? 1 },
  };
}

/** The lease in the hands of a new holder: its fencing token is one higher than any before. */
export function renderTakeover(lease: Lease, terms: LeaseTerms): Lease {
  const leaseTransitions = (lease.spec?.leaseTransitions ?? 0) + 1;
  return { ...lease, spec: { ...lease.spec, ...holding(terms), acquireTime: microTime(terms.clock), leaseTransitions } };
}

/** The lease with a new sign of life. */
export function renderRenewal(lease: Lease, terms: LeaseTerms): Lease {
  return { ...lease, spec: { ...lease.spec, ...holding(terms) } };
}

/** The lease free for anybody; it keeps the fencing token, which must never repeat. */
export function renderReleased(lease: Lease): Lease {
  const { holderIdentity: _, ...spec } = lease.spec ?? {};
  return { ...lease, spec };
}

function holding({ holder, seconds, clock }: LeaseTerms): { holderIdentity: string; leaseDurationSeconds: number; renewTime: string } {
  return { holderIdentity: holder, leaseDurationSeconds: seconds, renewTime: microTime(clock) };
}

/** Kubernetes' MicroTime, which is refused with fewer than six decimals. */
function microTime(clock: Clock): string {
  return clock.now().toISOString().replace('Z', '000Z');
}
