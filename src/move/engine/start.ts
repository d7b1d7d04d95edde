import { failedWith } from '../../kube/client/errors.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { createJournal } from '../held/journal-store.ts';
import { openProviders } from '../held/provider-access.ts';
import type { JournalHandle } from '../model/journal.ts';
import type { MoveContext } from '../model/context.ts';
import { formatHome } from '../../volumes/home.ts';
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
import { acquireMoveLease } from './lease.ts';
import { refused, running, unclear } from './refusals.ts';
import { runJournal } from './runner.ts';

/** Moves the data behind a claim, or says why not. With `dryRun` it only plans and checks. */
export async function runMove(request: MoveRequest, dryRun: boolean, context: MoveContext): Promise<MoveOutcome> {
  const { consumer, clock, remoteKubeconfigs: given, emit } = context;
  const provider = openProviders(context);
  const facts = await untilReflectedPodsAreGone(() => readFacts(consumer, provider, request), clock);
  const nothing = planNothing(facts);
  if (nothing !== undefined && facts.journal === undefined) return { kind: 'already-there', message: nothing };
  const plan = planMove(facts);
  const checked = { ...facts, ...(await readAnswers({ consumer, provider, given }, facts, plan)) };
  const refusals = checkMove(checked);
  for (const text of warningsOn(checked)) emit({ type: 'warning', text });
  if (plan === undefined) return refused(...(refusals.length > 0 ? refusals : [unclear(request)]));
  if (dryRun) return { kind: 'planned', plan: describePlan(plan), refusals };
  return refusals.length > 0 ? refused(...refusals) : startMove(plan, context);
}

async function startMove(plan: PlannedMove, context: MoveContext): Promise<MoveOutcome> {
  const { consumer, clock, version, emit } = context;
  const { namespace, claim } = plan.request;
  const ref = { namespace, claim };
  await ensureJournalNamespace(consumer);
  const lease = await acquireMoveLease(context, ref);
  if (lease.kind === 'taken') return refused(running(ref, lease.holder));
  let journal: JournalHandle;
  try {
    journal = await createJournal(consumer, {
      ...plan,
      writtenBy: version,
      epoch: lease.fencingToken,
      startedAt: clock.now().toISOString(),
    });
  } catch (error) {
    await lease.release();
    if (failedWith(error, 'alreadyExists')) return refused(running(ref, 'another liqoctl'));
    throw error;
  }
  emit({ type: 'move-started', move: plan.id, ...ref, from: formatHome(plan.source), to: formatHome(plan.target), resumed: false });
  return runJournal(context, { ref, lease, journal, release: false });
}

async function ensureJournalNamespace(consumer: KubePort): Promise<void> {
  if ((await consumer.find(kinds.namespace, { name: journalNamespace })) !== undefined) return;
  try {
    await consumer.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: journalNamespace } });
  } catch (error) {
    if (!failedWith(error, 'alreadyExists')) throw error;
  }
}
