import { AppError } from '../../base/errors.ts';
import type { KubePort } from '../../kube/port.ts';
import { failedWith } from '../../kube/errors.ts';
import { kinds } from '../../kube/kinds.ts';
import { checkMove } from '../preflight/checks/checks.ts';
import { used } from '../preflight/checks/mounters.ts';
import type { AbortOptions, MoveContext, MoveRef } from '../model/context.ts';
import { runJournal, quietly } from './runner.ts';
import { type Facts, readFacts } from '../preflight/facts/facts.ts';
import { readMounters } from '../preflight/facts/living-owners.ts';
import { untilReflectedPodsAreGone } from '../preflight/facts/reflected-pods.ts';
import { readAnswers } from '../preflight/questions/answers.ts';
import { settleGoneClaim } from './gone-claim.ts';
import { type Journal, wasTouched } from '../model/journal.ts';
import { createJournal, findJournal } from '../held/journal-store.ts';
import type { JournalHandle } from '../model/journal-handle.ts';
import { journalNamespace } from '../model/names.ts';
import type { MoveOutcome, Refusal } from '../model/outcome.ts';
import { retryTransient } from '../held/retry.ts';
import { planMove, planNothing } from '../preflight/plan-move.ts';
import { formatHome } from '../model/home.ts';
import { leftInProvider } from '../homes/forgotten-home.ts';
import { refuseToForget } from './provider-gone.ts';
import { openProviders } from '../held/provider-access.ts';
import { warningsOn } from '../preflight/warnings.ts';
import type { MoveRequest } from '../model/request.ts';
import { planJournal } from '../preflight/plan-journal.ts';
import { acquireMoveLease } from './lease.ts';

/** Moves the data behind a claim, or says why not. With `dryRun` it only plans and checks. */
export async function runMove(request: MoveRequest, dryRun: boolean, context: MoveContext): Promise<MoveOutcome> {
  const providers = openProviders(context);
  const facts = await untilReflectedPodsAreGone(() => readFacts(context.consumer, providers, request), context.clock);
  const nothing = planNothing(facts);
  if (nothing !== undefined && facts.journal === undefined) return { kind: 'already-there', message: nothing };
  const checked = {
    ...facts,
    ...(await readAnswers({ consumer: context.consumer, provider: providers, given: context.remoteKubeconfigs }, facts)),
  };
  const refusals = checkMove(checked);
  for (const text of warningsOn(checked)) context.emit({ type: 'warning', text });
  const plan = planMove(facts);
  if (plan === undefined || (refusals.length > 0 && !dryRun))
    return refused(...refusals, ...(refusals.length > 0 ? [] : [unclear(request)]));
  if (dryRun) return { kind: 'planned', plan, refusals };
  return startMove(facts, context);
}

/**
 * Continues a move from its journal, forwards, or backwards where it was going back; releases a source that was kept. A rollback that is finished
 * this way is no success: whoever asked for the move did not get it.
 */
export async function resumeMove(ref: MoveRef, context: MoveContext): Promise<MoveOutcome> {
  const journal = await findJournal(context.consumer, { namespace: ref.namespace, name: ref.claim });
  if (journal === undefined) return refused(noMove(ref));
  const tenure = await acquireMoveLease(context, ref);
  if (tenure.kind === 'taken') return refused(running(ref, tenure.holder));
  const outcome = await runJournal(context, { ref, lease: tenure, release: true });
  return outcome.kind === 'undone' && outcome.cause === undefined ? { ...outcome, cause: rolledBackError(journal.value) } : outcome;
}

/** Goes back to the state before the move, as far as there is a way back. */
export async function abortMove(ref: MoveRef, options: AbortOptions, context: MoveContext): Promise<MoveOutcome> {
  const found = await findJournal(context.consumer, { namespace: ref.namespace, name: ref.claim });
  if (found === undefined) return refused(noMove(ref));
  const refusal = refuseAbort(found, options, ref);
  if (refusal !== undefined) return refused(refusal);
  const lease = await acquireMoveLease(context, ref);
  if (lease.kind === 'taken') return refused(running(ref, lease.holder));
  const gone = await settleGoneClaim(context, { ref, lease, recreate: options.recreate });
  if (gone !== undefined) return gone;
  const used = await refuseUsed(context, ref, found);
  if (used.length > 0) {
    await lease.release();
    return refused(...used);
  }
  const turn = (value: Journal): Journal => ({
    ...value,
    direction: 'back',
    discardChanges: value.discardChanges || options.discardChanges,
    ...(options.forget !== undefined && { forgotten: [...new Set([...(value.forgotten ?? []), options.forget])] }),
  });
  await retryTransient(quietly(context), async () => {
    const journal = await findJournal(context.consumer, { namespace: ref.namespace, name: ref.claim });
    await journal?.update(turn);
  });
  for (const home of [found.value.source, found.value.target]) {
    if (home.kind === 'remote' && home.provider === options.forget) context.emit({ type: 'warning', text: leftInProvider(home) });
  }
  return runJournal(context, { ref, lease, release: false });
}

/** With the guard lifted the claim may be in use again. Looked at before the move turns back, for that cannot be taken back. */
async function refuseUsed(context: MoveContext, ref: MoveRef, { value }: JournalHandle): Promise<readonly Refusal[]> {
  if (!wasTouched(value, 'lift-guard')) return [];
  const mounters = await readMounters(context.consumer, { namespace: ref.namespace, name: ref.claim });
  return used({ mounters, request: value.request });
}

function rolledBackError({ error }: Journal): AppError {
  const why = error === undefined ? [] : [`it was rolled back because of: ${error.message}`];
  return new AppError('move', 'the move was being rolled back already, and resume has finished that', { seen: why });
}

async function startMove(facts: Facts, context: MoveContext): Promise<MoveOutcome> {
  const { request } = facts;
  const ref = { namespace: request.namespace, claim: request.claim };
  const plan = planMove(facts);
  const planned = plan && planJournal(plan, facts, { epoch: 0, startedAt: context.clock.now().toISOString() });
  // Before anything is written: a lease would be left behind.
  if (planned === undefined) return refused(unclear(request));
  await ensureJournalNamespace(context.consumer);
  const lease = await acquireMoveLease(context, ref);
  if (lease.kind === 'taken') return refused(running(ref, lease.holder));
  const journal = { ...planned, epoch: lease.epoch };
  try {
    await createJournal(context.consumer, journal);
  } catch (error) {
    await lease.release();
    if (failedWith(error, 'alreadyExists')) return refused(running(ref, 'another liqoctl'));
    throw error;
  }
  context.emit({
    type: 'move-started',
    move: journal.id,
    ...ref,
    from: formatHome(journal.source),
    to: formatHome(journal.target),
    resumed: false,
  });
  return runJournal(context, { ref, lease, release: false });
}

async function ensureJournalNamespace(consumer: KubePort): Promise<void> {
  if ((await consumer.find(kinds.namespace, { name: journalNamespace })) !== undefined) return;
  try {
    await consumer.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: journalNamespace } });
  } catch (error) {
    if (!failedWith(error, 'alreadyExists')) throw error;
  }
}

/** Asked before anything is written: a journal that says `back` cannot be resumed forwards. */
function refuseAbort({ value }: JournalHandle, options: AbortOptions, { namespace, claim }: MoveRef): Refusal | undefined {
  const { discardChanges, forget } = options;
  const unforgettable = forget === undefined ? undefined : refuseToForget(value, forget);
  if (unforgettable !== undefined) return unforgettable;
  const resume = `liqoctl move resume ${claim} -n ${namespace}`;
  if (value.noReturnAt !== undefined) {
    return { check: 'no-way-back', message: 'the old copy is being released: there is no way back', next: [resume] };
  }
  if (!wasTouched(value, 'lift-guard') || discardChanges || value.discardChanges) return undefined;
  return {
    check: 'changes-would-be-lost',
    message: 'the application may have written to the new copy by now; going back would lose that',
    next: [
      `${resume} finishes; then move the volume back`,
      `liqoctl move abort ${claim} -n ${namespace} --discard-changes goes back all the same`,
    ],
  };
}

function refused(...refusals: readonly Refusal[]): MoveOutcome {
  return { kind: 'refused', refusals };
}

function noMove({ namespace, claim }: MoveRef): Refusal {
  return { check: 'no-move', message: `there is no move of claim ${namespace}/${claim}`, next: ['liqoctl move list'] };
}

function running({ namespace, claim }: MoveRef, holder: string): Refusal {
  return {
    check: 'move-running',
    message: `the move of claim ${namespace}/${claim} is being run by ${holder}`,
    next: ['liqoctl move list', 'stop that one first (Ctrl-C), or wait for it'],
  };
}

/** Facts changed between two reads, or a check is missing. */
function unclear({ namespace, claim }: MoveRef): Refusal {
  return {
    check: 'facts-incomplete',
    message: `the cluster does not show everything that a move of claim ${namespace}/${claim} needs`,
    next: [`kubectl describe pvc -n ${namespace} ${claim}`, 'try again'],
  };
}
