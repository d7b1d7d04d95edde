import { KubeError } from '../../kube/client/errors.ts';
import type { HeldLease } from '../../kube/lease/lease-renewal.ts';
import type { ApiCall } from '../watching/supervised-port.ts';

/** Whether this replica leads; writes ask it. */
export interface Leadership {
  readonly leads: boolean;
  /** From now on writes pass, until the lease is lost. */
  begin(lease: Pick<HeldLease, 'lost'>): void;
  /** Throws KubeError `leaseLost` for a write while another replica may lead. */
  readonly check: (call: ApiCall) => void;
}

/** Nobody leads at first. */
export function createLeadership(): Leadership {
  let lease: Pick<HeldLease, 'lost'> | undefined;
  const leads = () => lease !== undefined && !lease.lost.aborted;
  return {
    get leads() {
      return leads();
    },
    begin(held) {
      lease = held;
    },
    check({ verb, resource, writes }) {
      if (!writes || leads()) return;
      throw new KubeError({ reason: 'leaseLost', message: 'this replica does not hold the lease', attempt: `${verb} ${resource}` });
    },
  };
}
