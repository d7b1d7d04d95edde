import { failedWith } from '../../kube/client/errors.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { openProviders } from '../held/provider-access.ts';
import type { JournalHandle } from '../model/journal.ts';
import type { MoveContext } from '../model/context.ts';
import { startedEvent } from '../model/events.ts';
import { sweepLeftovers } from '../leftovers/sweep.ts';
import { journalNamespace } from '../model/names.ts';
import type { MoveOutcome } from '../model/outcome.ts';
import type { PlannedMove } from '../model/plan.ts';
import type { MoveRequest } from '../model/request.ts';
import { checkMove } from '../preflight/checks/checks.ts';
import { describePlan } from '../preflight/describe-plan.ts';
import { readFacts } from '../preflight/facts/facts.ts';
import { untilReflectedPodsAreGone } from '../preflight/facts/reflected-pods.ts';
import { planMove, planNothing } from '../preflight/plan-move.ts';
import { readAnswers } from '../preflight/questions/answers.ts';
import { warningsOn } from '../preflight/warnings.ts';
import { beginJournal, discardUnused, takeMoveLease, tryFirstWrite } from './first-writes.ts';
import { claimReplaced, refused, running, unclear } from './refusals.ts';
import { runJournal } from './runner.ts';

/** Moves the data behind a claim, or says why not. With `dryRun` it only plans and checks. */
export async function runMove(request: MoveRequest, dryRun: boolean, context: MoveContext): Promise<MoveOutcome> {
  const { consumer, clock, remoteKubeconfigs: given, emit } = context;
  const provider = openProviders(context);
  if (!dryRun) await sweepLeftovers(context, { namespace: request.namespace, provider });
  const facts = await untilReflectedPodsAreGone(() => readFacts(consumer, provider, request), clock);
  const nothing = planNothing(facts);
  if (nothing !== undefined && facts.journal === undefined) return { kind: 'already-there', message: nothing };
  const plan = planMove(facts);
  const checked = { ...facts, ...(await readAnswers({ consumer, provider, given }, facts, plan)) };
  const refusals = checkMove(checked);
  for (const text of warningsOn(checked)) emit({ type: 'warning', text });
  if (plan === undefined) return refused(...(refusals.length > 0 ? refusals : [unclear(request)]));
  if (dryRun) return { kind: 'planned', plan: describePlan(plan), refusals };
  if (refusals.length > 0) return refused(...refusals);
  const { confirm, ...confirmed } = context;
  if (confirm === undefined) return startMove(plan, context);
  await confirm(describePlan(plan));
  // The answer may have taken long: what was read before it is old.
  return runMove(request, dryRun, confirmed);
}

async function startMove(plan: PlannedMove, context: MoveContext): Promise<MoveOutcome> {
  const { consumer, clock, version, emit } = context;
  const { namespace, claim } = plan.request;
  const ref = { namespace, claim };
  await tryFirstWrite(context, () => ensureJournalNamespace(consumer));
  const lease = await takeMoveLease(context, ref, plan.id);
  if (lease.kind === 'taken') return refused(running(ref, lease.holder));
  const { fencingToken: epoch } = lease;
  const begun = { ...plan, writtenBy: version, epoch, firstEpoch: epoch, startedAt: clock.now().toISOString() };
  let journal: JournalHandle | undefined;
  try {
    // Looked at anew, for only now no other move of the claim can begin or end: a journal of where data was would be a wrong one.
    if (await isReplaced(consumer, plan)) {
      await discardUnused(context, lease);
      return refused(claimReplaced(ref));
    }
    journal = await beginJournal(context, begun);
  } catch (error) {
    await discardUnused(context, lease);
    throw error;
  }
  if (journal === undefined) {
    await lease.release();
    return refused(running(ref, 'another liqoctl'));
  }
  emit(startedEvent(plan, { direction: 'forward', resumed: false }));
  return runJournal(context, { ref, lease, journal, release: false, resumed: false });
}

/** Whether the claim is not the one that the plan is about: a move that ends makes another one of the same name. */
async function isReplaced(consumer: KubePort, { claim: { metadata } }: PlannedMove): Promise<boolean> {
  const now = await consumer.find(kinds.claim, { name: metadata.name, namespace: metadata.namespace ?? '' });
  return now?.metadata.uid !== metadata.uid;
}

async function ensureJournalNamespace(consumer: KubePort): Promise<void> {
  if ((await consumer.find(kinds.namespace, { name: journalNamespace })) !== undefined) return;
  try {
    await consumer.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: journalNamespace } });
  } catch (error) {
    if (!failedWith(error, 'alreadyExists')) throw error;
  }
}
