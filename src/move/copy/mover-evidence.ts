import { readRepositoryEvidence } from '../workspace/repository-evidence.ts';
import { evidenceLimits } from '../workspace/evidence-limits.ts';
import { lookInTime, readEvidence, readWarnings, tryLook } from '../../kube/evidence/evidence.ts';
import { type Job, kinds, type Pod } from '../../kube/objects/kinds.ts';
import { liqoKinds } from '../../liqo/kinds.ts';
import { moverPlace } from '../homes/mover-place.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import { providerOf } from '../../volumes/home.ts';
import type { Move } from '../model/move.ts';
import { moverSelector } from './mover.ts';
import type { Role } from '../model/copy-state.ts';

/** What the clusters tell of a mover: its Job's warnings, its pod, and what a provider has made of that pod. */
export async function readMoverEvidence(move: Move, role: Role, job: Job): Promise<string[]> {
  const { name, namespace = '' } = job.metadata;
  const { items: pods } = await move.consumer.list(kinds.pod, { namespace, labels: `job-name=${name}` });
  // A Job that has its pod complains of what is over.
  if (pods.length > 0) return readPods(move, role, pods);
  return readWarnings(move.consumer, { kind: 'Job', key: keyOf(job) }, evidenceLimits(move));
}

/** What the clusters tell of copies that stand still: of their movers, and of the repository that both of them need. */
export async function readStallEvidence(move: Move, roles: readonly Role[]): Promise<string[]> {
  const movers = roles.map(async (role) => {
    const { namespace } = moverPlace(move.journal.value, role);
    const { items } = await move.consumer.list(kinds.pod, { namespace, labels: moverSelector(move, role) });
    return readPods(move, role, items);
  });
  return (await Promise.all([...movers, readRepositoryEvidence(move)])).flat();
}

async function readPods(move: Move, role: Role, pods: readonly Pod[]): Promise<string[]> {
  const home = move.journal.value[role];
  const provider = providerOf(home);
  const [local, remote] = await Promise.all([
    readEvidence(move.consumer, pods.map(keyOf), evidenceLimits(move)),
    provider === undefined ? [] : readRemote(move, { provider, namespace: home.namespace }, pods),
  ]);
  return [...local, ...remote];
}

interface Place {
  readonly provider: string;
  readonly namespace: string;
}

/** A cluster that does not answer must not keep the reason back that another one has given. */
async function readRemote(move: Move, where: Place, pods: readonly Pod[]): Promise<string[]> {
  const limits = evidenceLimits(move);
  const found = await lookInTime(limits, (late) => tryLook({ late, limits }, () => lookInto(move, where, pods)));
  return 'failure' in found ? [`in ${where.provider}: could not look: ${found.failure}`] : found.value;
}

async function lookInto(move: Move, { provider, namespace }: Place, pods: readonly Pod[]): Promise<string[]> {
  const port = await move.provider(provider);
  const facts = pods.map(async ({ metadata: { name } }) => {
    const key = { name, namespace };
    const [shadow, pod] = await Promise.all([port.find(liqoKinds.shadowPod, key), port.find(kinds.pod, key)]);
    const where = `in ${provider}: ShadowPod ${namespace}/${name}`;
    if (shadow === undefined) return `${where} does not exist: the virtual kubelet could not make it, or does not run`;
    if (pod === undefined) return `${where} exists, but no pod of it: ${provider} refuses the pod (quota, pod security, a policy)`;
    return `${where}: phase ${shadow.status?.phase ?? 'not known'}`;
  });
  return Promise.all(facts);
}
