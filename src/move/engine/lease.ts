import { AppError } from '../../base/errors.ts';
import { acquireLease, type LeaseTaken } from '../../kube/lease/lease.ts';
import type { HeldLease } from '../../kube/lease/lease-renewal.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import type { MoveContext, MoveRef } from '../model/context.ts';
import { journalName, journalNamespace } from '../model/names.ts';

/** Takes the lease of a move, waiting out a holder that has died; says who holds it where one lives. */
export async function acquireMoveLease(context: MoveContext, { namespace, claim }: MoveRef): Promise<HeldLease | LeaseTaken> {
  const { consumer, clock, emit, holder, interrupt, leaseSeconds: seconds } = context;
  const key = { name: journalName(namespace, claim), namespace: journalNamespace };
  const other = (await consumer.find(kinds.lease, key))?.spec?.holderIdentity;
  if (other) emit({ type: 'warning', text: `looking for ${seconds} s whether ${other}, which ran this move, still lives` });
  const lease = await acquireLease(consumer, key, { holder, seconds, clock, signal: interrupt.gentle });
  return lease.kind === 'held' ? { ...lease, lost: stopMove(lease.lost) } : lease;
}

/** Aborted with `lost`, by an error of the move: its phases must stop, and the cluster is not to blame. */
function stopMove(lost: AbortSignal): AbortSignal {
  const stop = new AbortController();
  const abort = () => stop.abort(new AppError('move', (lost.reason as Error).message, { cause: lost.reason }));
  if (lost.aborted) abort();
  else lost.addEventListener('abort', abort, { once: true });
  return stop.signal;
}
