import { liqoctl } from '../../base/hint.ts';
import { AppError, interruption, wasInterrupted } from '../../base/errors.ts';
import { absentCluster } from '../../kube/client/absent-cluster.ts';
import { KubeError } from '../../kube/client/errors.ts';
import type { HeldLease } from '../../kube/lease/lease-renewal.ts';
import type { MoveContext, MoveRef } from '../model/context.ts';
import { type Base, type Control, isBeforeCut, runBack, runForward } from './engine.ts';
import { currentPhase, isForgotten, type Journal, type JournalHandle } from '../model/journal.ts';
import { findJournal } from '../held/journal-store.ts';
import { keepJournal } from '../held/kept-journal.ts';
import { startCopy } from '../copy/copy.ts';
import { watchMounters } from '../guard/watch-mounters.ts';
import type { Move } from '../model/move.ts';
import type { MoveOutcome } from '../model/outcome.ts';
import { betweenPhases, retryTransient } from '../held/retry.ts';
import { phases } from './phases.ts';
import { rightsOf } from '../model/request.ts';
import { rarelyThere } from '../../restic/mover-rights.ts';
import { readScaleLines } from '../claim/scale-lines.ts';
import { scaledDownIn, waysOn } from '../model/outcome.ts';
import { startedEvent } from '../model/events.ts';
import { sweepLeftovers } from '../leftovers/sweep.ts';
import { offerToForget } from './provider-gone.ts';
import { openProviders } from '../held/provider-access.ts';
import { keepRecord } from '../record/record-store.ts';
import { renderRecord } from '../record/record.ts';
import { renderReport } from '../model/report.ts';
import { journalLostError } from './journal-lost.ts';
import { stallMilliseconds } from '../held/timeout.ts';
import { takeOver } from './takeover.ts';
import { acquireMoveLease } from './lease.ts';

interface JournalRun {
  readonly ref: MoveRef;
  readonly lease: HeldLease;
  /** As read with the lease in hand: what was read before may be older than the last words of another holder. */
  readonly journal: JournalHandle;
  /** A kept source is released now. */
  readonly release: boolean;
  /** Whether the user has asked for a move that was begun before to go on, in whichever direction. */
  readonly resumed: boolean;
}

/** Why the move went back. It outlives a tenure, or a failed move that lost its lease on the way back would end as one that was aborted. */
interface Turn {
  cause?: AppError;
}

/** Drives a journal to its outcome, in its direction. */
export async function runJournal(context: MoveContext, drive: JournalRun): Promise<MoveOutcome> {
  try {
    return await runTenures(context, drive);
  } catch (error) {
    if (error instanceof AppError && error.kind === 'move' && !context.interrupt.hard.aborted) await letGo(context, drive);
    throw error;
  }
}

/** After a sleep in which somebody else has ended the move: what was held or made since then, before that was noticed, would stay for ever. */
async function letGo(context: MoveContext, { journal }: JournalRun): Promise<void> {
  const { id, request } = journal.value;
  await sweepLeftovers(context, { namespace: request.namespace, provider: openProviders(context), id });
}

/** A lease that was lost only because the cluster was away is taken again. */
async function runTenures(context: MoveContext, drive: JournalRun): Promise<MoveOutcome> {
  const turn: Turn = {};
  for (let { lease, journal } = drive; ;) {
    try {
      return await runAsHolder(context, { ...drive, lease, journal }, turn);
    } catch (error) {
      if (!lease.lost.aborted || context.interrupt.hard.aborted) throw error;
      const next = await retryTransient(betweenPhases(context, context.interrupt.hard), () => acquireMoveLease(context, drive.ref));
      if (next.kind === 'taken')
        throw new AppError('move', `the move is now run by ${next.holder}`, { next: [liqoctl('move list')], cause: error });
      lease = next;
      journal = await readJournal(context, drive.ref, lease);
    }
  }
}

/** One holder's time with the move. */
async function runAsHolder(context: MoveContext, { lease, journal, release, resumed }: JournalRun, turn: Turn): Promise<MoveOutcome> {
  const base = openBase(context, journal, lease);
  const { gentle, hard } = context.interrupt;
  const control = { gentle, hard: AbortSignal.any([hard, lease.lost]), turned: (cause: AppError) => (turn.cause = cause) };
  if (base.journal.value.epoch !== lease.fencingToken) await takeOverJournal(context, base, { control, resumed });
  if (release) await writeJournal(base, control, (journal) => ({ ...journal, request: { ...journal.request, keepSource: false } }));
  const back = base.journal.value.direction === 'back';
  const outcome = back ? await goBack(base, control, turn.cause) : await goForward(base, control);
  if (outcome.kind === 'moved' || outcome.kind === 'undone') {
    await keepRecord(context.consumer, renderRecord(base.journal.value, outcome.kind));
    await retryTransient(betweenPhases(context, context.interrupt.hard), () => base.journal.remove());
    await endLease(context, () => lease.discard());
    const { id, request } = base.journal.value;
    await sweepLeftovers(context, { namespace: request.namespace, provider: (provider) => base.provider(provider), id });
  } else await endLease(context, () => lease.release());
  return outcome;
}

/** A lease that cannot be given back runs out by itself; the outcome stands. */
async function endLease(context: MoveContext, end: () => Promise<void>): Promise<void> {
  try {
    await retryTransient(betweenPhases(context, context.interrupt.hard), end);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.emit({ type: 'warning', text: `the lease of the move runs out by itself in ${context.leaseSeconds} s: ${why}` });
  }
}

/** The journal of a move that is held. Throws AppError `move` where it is gone: the holder before has brought the move to its end. */
export async function readJournal(context: MoveContext, { namespace, claim }: MoveRef, lease: HeldLease): Promise<JournalHandle> {
  const journal = await findJournal(context.consumer, { namespace, name: claim });
  if (journal !== undefined) return journal;
  // It would stay for ever, and make the next move wait for a holder that is gone.
  await endLease(context, () => lease.discard());
  throw new AppError('move', `the journal of the move of ${namespace}/${claim} is gone`, { next: [liqoctl('move list')] });
}

function openBase(context: MoveContext, read: JournalHandle, lease: HeldLease): Base {
  const journal = keepJournal(context, read, lease);
  const { consumer, clock, random, emit } = context;
  const open = openProviders(context);
  const provider = async (id: string) => (isForgotten(journal.value, id) ? absentCluster(id) : open(id));
  return { consumer, provider, journal, fencingToken: lease.fencingToken, clock, random, emit, phases, watchMounters, startCopy };
}

async function takeOverJournal(
  context: MoveContext,
  base: Base,
  { control: { hard }, resumed }: { control: Control; resumed: boolean },
): Promise<void> {
  const { direction } = base.journal.value;
  context.emit(startedEvent(base.journal.value, { direction, resumed }));
  const phase = currentPhase(base.journal.value);
  const waiting = (forWhat: string) => context.emit({ type: 'waiting', phase, for: forWhat });
  const move: Move = { ...base, signal: hard, waiting };
  const user = await context.consumer.whoAmI();
  const back = direction === 'back';
  try {
    await retryTransient(move, () => takeOver(move, user), back ? stallMilliseconds(move) : undefined);
  } catch (error) {
    throw back && error instanceof AppError ? offerToForget(error, base.journal.value) : error;
  }
}

/** Runs forward; a failure before the cut is undone at once, one after it is only written down. */
export async function goForward(base: Base, control: Control): Promise<MoveOutcome> {
  try {
    const kept = base.journal.value.request.keepSource;
    await runForward(base, control);
    const { notCarried, request } = base.journal.value;
    const unseen = notCarried.filter((what) => rarelyThere(rightsOf(request)).includes(what));
    const report = renderReport(base.journal.value);
    // Whom the move has scaled it has scaled back itself, or said why not.
    const next = (base.journal.value.application?.owners ?? []).length === 0 ? await readScaleLines(base) : [];
    return { kind: kept ? 'kept' : 'moved', report, unseen, next };
  } catch (error) {
    if (control.hard.aborted) return hardStop(base, control, error);
    const cause = explainEnd(error, control);
    if (isBeforeCut(base)) return turnBack(base, control, cause);
    return stopped(base, (await recordError(base, control, { cause })) ?? cause);
  }
}

async function turnBack(base: Base, control: Control, cause: AppError): Promise<MoveOutcome> {
  control.turned?.(cause);
  const lost = await recordError(base, control, { cause, change: { direction: 'back' } });
  return lost === undefined ? goBack(base, control, cause) : stopped(base, lost);
}

async function goBack(base: Base, control: Control, cause?: AppError): Promise<MoveOutcome> {
  try {
    await runBack(base, control);
    return { kind: 'undone', cause, interrupted: wasInterrupted(cause) };
  } catch (error) {
    if (control.hard.aborted) return hardStop(base, control, error);
    const failure = offerToForget(explainEnd(error, control), base.journal.value);
    return stopped(base, (await recordError(base, control, { cause: failure })) ?? failure);
  }
}

/** Nothing more may be written: a second Ctrl-C, or the lease is another's. The latter is for the caller. */
function hardStop(base: Base, { gentle }: Control, error: unknown): MoveOutcome {
  if (!gentle.aborted) throw error;
  return stopped(base, interruption());
}

function stopped(base: Base, cause: AppError): MoveOutcome {
  const { value } = base.journal;
  const end = { kind: 'stopped', cause, interrupted: wasInterrupted(cause), phase: currentPhase(value), ways: waysOn(value) } as const;
  return { ...end, ...scaledDownIn(value) };
}

function explainEnd(error: unknown, { gentle }: Control): AppError {
  if (gentle.aborted) return interruption();
  if (error instanceof AppError) return error;
  return new AppError('bug', error instanceof Error ? error.message : String(error), { cause: error });
}

/** Long texts of other programs would make a journal that no ConfigMap can hold. */
const longestError = 2000;

/** Writes down why the move does not go on as it did; says why not where the cluster does not let us write any more. */
async function recordError(
  base: Base,
  control: Control,
  { cause, change = {} }: { cause: AppError; change?: Partial<Journal> },
): Promise<AppError | undefined> {
  const error = { message: cause.message.slice(0, longestError), at: base.clock.now().toISOString() };
  try {
    await writeJournal(base, control, (value) => ({ ...value, ...change, error: { phase: currentPhase(value), ...error } }));
    return undefined;
  } catch (refused) {
    if (!(refused instanceof KubeError) || control.hard.aborted) throw refused;
    return journalLostError(base.journal.value, { cause, refused });
  }
}

/** A write that decides where a move goes is tried until the cluster has answered. */
async function writeJournal(base: Base, { hard }: Control, change: (value: Journal) => Journal): Promise<void> {
  await retryTransient(betweenPhases(base, hard), () => base.journal.update(change));
}
