import { KubeError } from '../../../kube/client/errors.ts';
import { type Claim, type Job, type Kind, kinds, type Meta, type Pod } from '../../../kube/objects/kinds.ts';
import type { KubePort } from '../../../kube/client/port.ts';
import { repositoryUrl } from '../../../restic/repository/repository-pod.ts';
import { renderNewClaim } from '../../claim/claim-copy.ts';
import { renderMover } from '../../copy/mover.ts';
import { withDriver } from '../../../volumes/drivers/drivers.ts';
import { clusterOf } from '../../../volumes/home.ts';
import { originalClaim } from '../../claim/original-claim.ts';
import { ownAnnotations } from '../../held/guarded-writes.ts';
import { ownerOf } from '../../held/owner-of.ts';
import { type PlannedMove, repositoryScheme } from '../../model/plan.ts';
import type { MoveNow } from '../../model/move.ts';
import { right } from '../facts/rights.ts';

/** What was tried: whose creation the servers were asked about. */
export type DryRunSubject = 'claim' | 'target-claim' | 'source-mover' | 'target-mover';

/** What a server answered to the question whether it would take an object; nothing was made. */
export interface DryRun {
  readonly subject: DryRunSubject;
  readonly cluster: string;
  readonly namespace: string;
  /** `unknown`: the question could not be answered, which is no reason to refuse. */
  readonly answer: 'accepted' | 'refused' | 'unknown';
  /** The server's own. */
  readonly words: string;
  readonly kind: Kind<{ metadata: Meta }>;
  /** As the server would make it, with its defaults; as we would ask for it where that was not accepted. */
  readonly object: { metadata: Meta };
}

interface Question {
  readonly subject: DryRunSubject;
  readonly port: KubePort;
  readonly kind: Kind<{ metadata: Meta }>;
  readonly object: { metadata: Meta };
}

/** Asks every server concerned whether it would take what the move will create there. */
export async function askServers(
  consumer: KubePort,
  provider: (id: string) => Promise<KubePort>,
  plan: PlannedMove,
): Promise<readonly DryRun[]> {
  const now: MoveNow = { journal: { value: plan }, fencingToken: 1 };
  const { target } = plan;
  const questions: Question[] = [
    { subject: 'claim', port: consumer, kind: kinds.claim, object: renderClaimProbe(now) },
    {
      subject: 'target-claim',
      port: await clusterOf(target, { consumer, provider }),
      kind: kinds.claim,
      object: renderTargetClaim(now),
    },
    ...(['source', 'target'] as const).flatMap((role) => moverQuestions(consumer, plan, role)),
  ];
  return Promise.all(questions.map(ask));
}

function renderTargetClaim(now: MoveNow): Claim {
  const { value } = now.journal;
  const context = { claim: originalClaim(value), owner: ownerOf(now) };
  return withDriver(value.target, (driver, home) => driver.renderStaged(context, home));
}

/** The claim as the cut will create it, under a name that is free. */
function renderClaimProbe(now: MoveNow): Claim {
  const { value } = now.journal;
  const claim = renderNewClaim(originalClaim(value), [], ownAnnotations(now));
  return { ...claim, metadata: { ...claim.metadata, name: `liqo-move-${value.id}-probe` } };
}

/** The Job, and the pod that it will make: quota, limits and pod security are about the pod. */
function moverQuestions(port: KubePort, plan: PlannedMove, role: 'source' | 'target'): Question[] {
  const url = repositoryUrl(plan.workspace, plan.id, repositoryScheme(plan));
  const job = renderMover(plan, role, { url, tryNumber: 1 });
  const subject = `${role}-mover` as const;
  return [
    { subject, port, kind: kinds.job, object: job },
    { subject, port, kind: kinds.pod, object: podOf(job) },
  ];
}

function podOf({ metadata, spec }: Job): Pod {
  const { name, namespace = '' } = metadata;
  const { labels = {}, annotations = {} } = spec?.template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${name}-probe`, namespace, labels, annotations },
    ...(spec?.template.spec === undefined ? {} : { spec: spec.template.spec }),
  };
}

async function ask({ subject, port, kind, object }: Question): Promise<DryRun> {
  const { namespace = '' } = object.metadata;
  const about = { subject, cluster: port.cluster, namespace, kind, object };
  // Pods are made by the Job's controller: that we may not make them ourselves says nothing.
  if (!(await port.allows(right(kind, 'create', namespace)))) {
    return { ...about, answer: 'unknown', words: `you may not create ${kind.plural} there` };
  }
  try {
    return { ...about, object: await port.create(kind, object, { dryRun: true }), answer: 'accepted', words: '' };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return { ...about, answer: answerOf(error), words: error.answer };
  }
}

/** A webhook with side effects cannot be asked in a dry run (400), one that is down may be up again when it counts. */
function answerOf({ reason, answer }: KubeError): DryRun['answer'] {
  if (reason === 'alreadyExists') return 'accepted';
  const refuses = reason === 'forbidden' || reason === 'invalid';
  return refuses && !/does not support dry.?run/i.test(answer) ? 'refused' : 'unknown';
}
