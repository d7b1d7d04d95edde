import { AppError } from '../../base/errors.ts';
import { acquireLease, type LeaseTaken } from '../../kube/lease/lease.ts';
import type { HeldLease } from '../../kube/lease/lease-renewal.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import type { MoveContext, MoveRef } from '../model/context.ts';
import { journalName, journalNamespace, moveLabels } from '../model/names.ts';

/** Fencing tokens of moves count from the seconds since then: a lease ends with its move, and the next move must not give out its tokens again. */
const tokensBegin = Date.UTC(2026);

/**
 * Takes the lease of a move, waiting out a holder that has died; says who holds it where one lives. `id` is that of the move, where it is known:
 * while a move begins, nothing but its lease says that it does.
 */
export async function acquireMoveLease(context: MoveContext, { namespace, claim }: MoveRef, id?: string): Promise<HeldLease | LeaseTaken> {
  const { consumer, clock, emit, holder, interrupt, leaseSeconds: seconds } = context;
  const key = { name: journalName(namespace, claim), namespace: journalNamespace };
  const other = (await consumer.find(kinds.lease, key))?.spec?.holderIdentity;
  if (other && other !== holder)
    emit({ type: 'warning', text: `checking that the previous runner (${other}) has stopped, up to ${seconds} s` });
  const firstToken = Math.max(1, Math.floor((clock.now().getTime() - tokensBegin) / 1000));
  const labels = id === undefined ? {} : { labels: { [moveLabels.id]: id } };
  const lease = await acquireLease(consumer, key, { holder, seconds, clock, firstToken, ...labels, signal: interrupt.gentle });
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
