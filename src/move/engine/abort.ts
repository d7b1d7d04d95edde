import { AppError } from '../../base/errors.ts';
import { liqoctl } from '../../base/hint.ts';
import { homesAway } from '../../volumes/home.ts';
import { findJournal } from '../held/journal-store.ts';
import { betweenPhases, retryTransient } from '../held/retry.ts';
import { leftInProvider } from '../homes/forgotten-home.ts';
import type { AbortOptions, MoveContext, MoveRef } from '../model/context.ts';
import { type Journal, type JournalHandle, wasTouched } from '../model/journal.ts';
import type { MoveOutcome, Refusal } from '../model/outcome.ts';
import type { Found } from '../leftovers/clean-up.ts';
import { describeFound, findUnrecorded, settleUnrecorded } from '../leftovers/unrecorded.ts';
import { used } from '../preflight/checks/mounters.ts';
import { readMounters } from '../preflight/facts/living-owners.ts';
import { settleGoneClaim } from './gone-claim.ts';
import { discardUnused, takeMoveLease } from './first-writes.ts';
import { refuseToForget } from './provider-gone.ts';
import { noMove, refused, running } from './refusals.ts';
import { readJournal, runJournal } from './runner.ts';

/** Goes back to the state before the move, as far as there is a way back. */
export async function abortMove(ref: MoveRef, options: AbortOptions, context: MoveContext): Promise<MoveOutcome> {
  const found = await findJournal(context.consumer, { namespace: ref.namespace, name: ref.claim });
  if (found === undefined) return abortUnrecorded(ref, context);
  const refusal = refuseAbort(found, options, ref);
  if (refusal !== undefined) return refused(refusal);
  const lease = await takeMoveLease(context, ref);
  if (lease.kind === 'taken') return refused(running(ref, lease.holder));
  const journal = await readJournal(context, ref, lease);
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
  return runJournal(context, { ref, lease, journal, release: false, resumed: false });
}

/**
 * There is no journal, but there may be a guard that locks the claim, or holds on its copies: a write that came late, or somebody has deleted the
 * journal. Throws AppError `move` that says where copies are, where something stays.
 */
async function abortUnrecorded(ref: MoveRef, context: MoveContext): Promise<MoveOutcome> {
  if ((await findUnrecorded(context, ref)).length === 0) return refused(await noMove(context.consumer, ref, 'abort'));
  const lease = await takeMoveLease(context, ref);
  if (lease.kind === 'taken') return refused(running(ref, lease.holder));
  try {
    // Looked for anew, for only now nobody can begin a move of the claim.
    const kept = await settleUnrecorded(await findUnrecorded(context, ref));
    if (kept.length > 0) throw unrecordedError(ref, kept);
    return { kind: 'undone', cause: undefined, interrupted: false };
  } finally {
    await discardUnused(context, lease);
  }
}

function unrecordedError({ namespace, claim }: MoveRef, kept: readonly Found[]): AppError {
  return new AppError('move', `the move of claim ${namespace}/${claim} has no journal; what could be a copy of its data stays`, {
    seen: kept.map(describeFound),
    next: [...kept.flatMap(({ next }) => next), liqoctl(`move cleanup -n ${namespace} --dry-run`, 'lists everything again')],
  });
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
  // Whom the move has scaled it scales down again on its way back.
  const scaled = value.application?.owners ?? [];
  const others = mounters.filter(
    ({ owners }) => !owners.some(({ kind, name }) => scaled.some((each) => each.kind === kind && each.name === name)),
  );
  return used({ mounters: others, request: value.request });
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
      message: 'the old copy is being deleted: the move can no longer be rolled back',
      next: [liqoctl(`move resume ${on}`)],
    };
  }
  if (!wasTouched(value, 'lift-guard') || discardChanges || value.discardChanges) return undefined;
  return {
    check: 'changes-would-be-lost',
    message: 'the application may have written to the new copy by now; rolling back would lose that',
    next: [
      liqoctl(`move resume ${on}`, 'finishes; then move the volume back'),
      liqoctl(`move abort ${on} --discard-changes`, 'rolls back all the same'),
    ],
  };
}
