import { liqoctl } from '../../base/hint.ts';
import { homesAway } from '../../volumes/home.ts';
import { findJournal } from '../held/journal-store.ts';
import { retryTransient } from '../held/retry.ts';
import { leftInProvider } from '../homes/forgotten-home.ts';
import type { AbortOptions, MoveContext, MoveRef } from '../model/context.ts';
import { type Journal, type JournalHandle, wasTouched } from '../model/journal.ts';
import type { MoveOutcome, Refusal } from '../model/outcome.ts';
import { used } from '../preflight/checks/mounters.ts';
import { readMounters } from '../preflight/facts/living-owners.ts';
import { betweenPhases } from './between-phases.ts';
import { settleGoneClaim } from './gone-claim.ts';
import { acquireMoveLease } from './lease.ts';
import { refuseToForget } from './provider-gone.ts';
import { noMove, refused, running } from './refusals.ts';
import { readJournal, runJournal } from './runner.ts';

/** Goes back to the state before the move, as far as there is a way back. */
export async function abortMove(ref: MoveRef, options: AbortOptions, context: MoveContext): Promise<MoveOutcome> {
  const found = await findJournal(context.consumer, { namespace: ref.namespace, name: ref.claim });
  if (found === undefined) return refused(noMove(ref));
  const refusal = refuseAbort(found, options, ref);
  if (refusal !== undefined) return refused(refusal);
  const lease = await acquireMoveLease(context, ref);
  if (lease.kind === 'taken') return refused(running(ref, lease.holder));
  const journal = await readJournal(context, ref);
  const gone = await settleGoneClaim(context, { ref, lease, journal, recreate: options.recreate });
  if (gone !== undefined) return gone;
  const mounted = await refuseUsed(context, ref, journal);
  if (mounted.length > 0) {
    await lease.release();
    return refused(...mounted);
  }
  await turnBack(context, journal, options);
  for (const { provider, home } of homesAway(journal.value.source, journal.value.target)) {
    if (provider === options.forget) context.emit({ type: 'warning', text: leftInProvider(provider, home) });
  }
  return runJournal(context, { ref, lease, journal, release: false });
}

/** From here on the journal says `back`, and nothing can make it go forwards again. */
async function turnBack(context: MoveContext, journal: JournalHandle, { discardChanges, forget }: AbortOptions): Promise<void> {
  const turn = (value: Journal): Journal => ({
    ...value,
    direction: 'back',
    discardChanges: value.discardChanges || discardChanges,
    ...(forget !== undefined && { forgotten: [...new Set([...(value.forgotten ?? []), forget])] }),
  });
  await retryTransient(betweenPhases(context, context.interrupt.hard), () => journal.update(turn));
}

/** With the guard lifted the claim may be in use again. Looked at before the move turns back, for that cannot be taken back. */
async function refuseUsed(context: MoveContext, ref: MoveRef, { value }: JournalHandle): Promise<readonly Refusal[]> {
  if (!wasTouched(value, 'lift-guard')) return [];
  const mounters = await readMounters(context.consumer, { namespace: ref.namespace, name: ref.claim });
  return used({ mounters, request: value.request });
}

/** Asked before anything is written: a journal that says `back` cannot be resumed forwards. */
function refuseAbort({ value }: JournalHandle, options: AbortOptions, { namespace, claim }: MoveRef): Refusal | undefined {
  const { discardChanges, forget } = options;
  const unforgettable = forget === undefined ? undefined : refuseToForget(value, forget);
  if (unforgettable !== undefined) return unforgettable;
  const on = `${claim} -n ${namespace}`;
  if (value.noReturnAt !== undefined) {
    return {
      check: 'no-way-back',
      message: 'the old copy is being released: there is no way back',
      next: [liqoctl(`move resume ${on}`)],
    };
  }
  if (!wasTouched(value, 'lift-guard') || discardChanges || value.discardChanges) return undefined;
  return {
    check: 'changes-would-be-lost',
    message: 'the application may have written to the new copy by now; going back would lose that',
    next: [
      liqoctl(`move resume ${on}`, 'finishes; then move the volume back'),
      liqoctl(`move abort ${on} --discard-changes`, 'goes back all the same'),
    ],
  };
}
