import { type Job, kinds } from '../../kube/objects/kinds.ts';
import { offloadingName, remoteNamespaceOf } from '../../liqo/namespace-offloading.ts';
import { liqoKinds } from '../../liqo/kinds.ts';
import { renderMoverJob } from '../../restic/mover-job.ts';
import { repositoryUrl } from '../../restic/repository/repository-pod.ts';
import { pastGuard } from '../guard/past-guard.ts';
import { providerOf } from '../../volumes/home.ts';
import { attemptLabels, withFencingToken } from '../held/guarded-writes.ts';
import { findMade } from '../held/made-objects.ts';
import { moverPlace } from '../homes/mover-place.ts';
import type { Move } from '../model/move.ts';
import { moveLabels, moverPrefix, moverSecretName } from '../model/names.ts';
import { type PlannedMove, podWishes, repositoryScheme } from '../model/plan.ts';
import { rightsOf } from '../model/request.ts';
import { isCopiedBeside, warmPasses } from '../model/application/warm.ts';
import { readUsers } from '../application/users.ts';
import type { Role } from '../model/copy-state.ts';

/** Selector of the movers of this attempt, of one role or of both. */
export function moverSelector({ journal }: Pick<Move, 'journal'>, role?: Role): string {
  const { id, attempt } = journal.value;
  return `${moveLabels.id}=${id},${moveLabels.attempt}=${attempt},${role === undefined ? moveLabels.role : `${moveLabels.role}=${role}`}`;
}

/** The newest mover of that role: its Job exists or is created. */
export async function ensureMover(move: Move, role: Role, tryNumber: number): Promise<Job> {
  const { namespace } = moverPlace(move.journal.value, role);
  const standing = await findMade(move, kinds.job, { name: moverName(move.journal.value, role, tryNumber), namespace });
  if (standing !== undefined) return standing;
  const [url, node] = await Promise.all([findRepositoryUrl(move, role), findNodeBeside(move, role)]);
  const job = withFencingToken(renderMover(move.journal.value, role, { url, tryNumber, node }), move);
  return pastGuard(move, () => move.consumer.create(kinds.job, job));
}

function moverName(plan: PlannedMove, role: Role, tryNumber: number): string {
  return `${tryPrefix(plan, role)}${tryNumber}`;
}

/** Movers beside the application are counted by themselves. */
function tryPrefix(plan: PlannedMove, role: Role): string {
  const beside = role === 'source' && isCopiedBeside(plan);
  return `${moverPrefix(plan.id, plan.attempt)}-${beside ? 'warm' : role}-`;
}

interface MoverTry {
  readonly url: string;
  readonly tryNumber: number;
  /** Where the application runs that it has to get at the volume beside. */
  readonly node?: string | undefined;
}

/** One try of the mover at that end, as the plan says it. */
export function renderMover(plan: PlannedMove, role: Role, { url, tryNumber, node }: MoverTry): Job {
  const { id, attempt, request } = plan;
  const warm = role === 'source' ? warmPasses(plan) : undefined;
  return renderMoverJob({
    ...moverPlace(plan, role),
    ...(node !== undefined && { placement: { kind: 'node', node } }),
    name: moverName(plan, role, tryNumber),
    role,
    labels: { ...attemptLabels(plan), [moveLabels.role]: role },
    repository: { url, secret: moverSecretName(id, attempt) },
    encrypted: plan.encrypted === true,
    host: id,
    wishes: podWishes(plan),
    images: request.images,
    resources: request.resources,
    verify: request.verify,
    compression: request.compression ?? 'off',
    ...(request.limitRate !== undefined && { limitRate: request.limitRate }),
    try: tryNumber,
    rights: rightsOf(request),
    ...(warm !== undefined && { warm }),
    ...(request.acceptLostTimes === true && { acceptLostTimes: true }),
  });
}

/** Number of the newest try of that role: what the cluster shows, not what we remember. */
export async function findNewestTry(move: Move, role: Role): Promise<number> {
  const { namespace } = moverPlace(move.journal.value, role);
  const jobs = await move.consumer.list(kinds.job, { namespace, labels: moverSelector(move, role) });
  const prefix = tryPrefix(move.journal.value, role);
  const tries = jobs.items.flatMap(({ metadata: { name } }) => (name.startsWith(prefix) ? Number(name.slice(prefix.length)) : []));
  return Math.max(1, ...tries);
}

/** A volume that only one node may mount at a time (ReadWriteOnce) can be reached from that node alone; in a provider its scheduler places pods. */
async function findNodeBeside(move: Move, role: Role): Promise<string | undefined> {
  const { value } = move.journal;
  if (role !== 'source' || !isCopiedBeside(value) || providerOf(value.source) !== undefined) return undefined;
  const users = await readUsers(move);
  return users.find(({ spec }) => spec?.nodeName !== undefined)?.spec?.nodeName;
}

/** The repository as a mover sees it: the workspace has another name in a provider. */
async function findRepositoryUrl(move: Move, role: Role): Promise<string> {
  const { workspace, id, [role]: home } = move.journal.value;
  const scheme = repositoryScheme(move.journal.value);
  if (providerOf(home) === undefined) return repositoryUrl(workspace, id, scheme);
  const offloading = await move.consumer.read(liqoKinds.namespaceOffloading, { name: offloadingName, namespace: workspace });
  return repositoryUrl(remoteNamespaceOf(offloading) ?? workspace, id, scheme);
}
