import { type Job, kinds } from '../../kube/objects/kinds.ts';
import { offloadingName, remoteNamespaceOf } from '../../liqo/namespace-offloading.ts';
import { liqoKinds } from '../../liqo/kinds.ts';
import { renderMoverJob } from '../../restic/mover-job.ts';
import { repositoryUrl } from '../../restic/repository-pod.ts';
import { pastGuard } from '../guard/past-guard.ts';
import { providerOf } from '../../volumes/home.ts';
import { attemptLabels } from '../held/guarded-writes.ts';
import { moverPlace } from '../homes/mover-place.ts';
import type { PlannedMove } from '../model/plan.ts';
import type { Move } from '../model/move.ts';
import { moveLabels, moverPrefix, moverSecretName } from '../model/names.ts';
import { rightsOf } from '../model/request.ts';
import type { Role } from '../model/copy-state.ts';

/** Selector of the movers of this attempt, of one role or of both. */
export function moverSelector(move: Move, role?: Role): string {
  const { id, attempt } = move.journal.value;
  return `${moveLabels.id}=${id},${moveLabels.attempt}=${attempt},${role === undefined ? moveLabels.role : `${moveLabels.role}=${role}`}`;
}

/** The newest mover of that role: its Job exists or is created. */
export async function ensureMover(move: Move, role: Role, tryNumber: number): Promise<Job> {
  const { namespace } = moverPlace(move.journal.value, role);
  const standing = await move.consumer.find(kinds.job, { name: moverName(move.journal.value, role, tryNumber), namespace });
  if (standing !== undefined) return standing;
  const url = await findRepositoryUrl(move, role);
  return pastGuard(move, () => move.consumer.create(kinds.job, renderMover(move.journal.value, role, { url, tryNumber })));
}

function moverName({ id, attempt }: PlannedMove, role: Role, tryNumber: number): string {
  return `${moverPrefix(id, attempt)}-${role}-${tryNumber}`;
}

/** One try of the mover at that end, as the plan says it. */
export function renderMover(plan: PlannedMove, role: Role, { url, tryNumber }: { url: string; tryNumber: number }): Job {
  const { id, attempt, request } = plan;
  return renderMoverJob({
    ...moverPlace(plan, role),
    name: moverName(plan, role, tryNumber),
    role,
    labels: { ...attemptLabels(plan), [moveLabels.role]: role },
    repository: { url, secret: moverSecretName(id, attempt) },
    host: id,
    images: request.images,
    resources: request.resources,
    verify: request.verify,
    try: tryNumber,
    rights: rightsOf(request),
    ...(request.acceptLostTimes === true && { acceptLostTimes: true }),
  });
}

/** Number of the newest try of that role: what the cluster shows, not what we remember. */
export async function findNewestTry(move: Move, role: Role): Promise<number> {
  const { namespace } = moverPlace(move.journal.value, role);
  const jobs = await move.consumer.list(kinds.job, { namespace, labels: moverSelector(move, role) });
  const tries = jobs.items.map(({ metadata }) => Number(metadata.name.split('-').at(-1)));
  return Math.max(1, ...tries);
}

/** The repository as a mover sees it: the workspace has another name in a provider. */
async function findRepositoryUrl(move: Move, role: Role): Promise<string> {
  const { workspace, id, [role]: home } = move.journal.value;
  if (providerOf(home) === undefined) return repositoryUrl(workspace, id);
  const offloading = await move.consumer.read(liqoKinds.namespaceOffloading, { name: offloadingName, namespace: workspace });
  return repositoryUrl(remoteNamespaceOf(offloading) ?? workspace, id);
}
