import { acquireLease, type LeaseTaken } from '../kube/lease.ts';
import type { HeldLease } from '../kube/lease-renewal.ts';
import type { MoveContext, MoveRef } from './context.ts';
import { journalName, journalNamespace } from './names.ts';

/** Takes the lease of a move, waiting out a holder that has died; says who holds it where one lives. */
export async function acquireMove(context: MoveContext, { namespace, claim }: MoveRef): Promise<HeldLease | LeaseTaken> {
  const key = { name: journalName(namespace, claim), namespace: journalNamespace };
  return acquireLease(context.consumer, key, {
    holder: context.holder,
    seconds: context.leaseSeconds,
    clock: context.clock,
    signal: context.interrupt.gentle,
  });
}
