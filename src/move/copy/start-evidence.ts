import { readEvidence, readWarnings } from '../../kube/evidence.ts';
import { type Job, kinds, type Pod } from '../../kube/kinds.ts';
import { liqoKinds } from '../../liqo/kinds.ts';
import { keyOf } from '../holding.ts';
import type { RemoteHome } from '../journal/journal.ts';
import type { Move } from '../move.ts';
import { evidenceLimits } from './mover-end.ts';
import type { Role } from './state.ts';

/** Why a mover does not start, as far as the clusters tell: its Job's warnings, its pod, and what a provider has made of that pod. */
export async function readStartEvidence(move: Move, role: Role, job: Job): Promise<string[]> {
  const { name, namespace = '' } = job.metadata;
  const { items: pods } = await move.consumer.list(kinds.pod, { namespace, labels: `job-name=${name}` });
  const limits = { clock: move.clock, ...evidenceLimits };
  // A Job that has its pod complains of what is over.
  if (pods.length === 0) return readWarnings(move.consumer, { kind: 'Job', key: keyOf(job) }, limits);
  const home = move.journal.value[role];
  const [local, remote] = await Promise.all([
    readEvidence(move.consumer, pods.map(keyOf), limits),
    home.kind === 'remote' ? inTime(move, home, readRemote(move, home, pods)) : [],
  ]);
  return [...local, ...remote];
}

async function readRemote(move: Move, { provider, namespace }: RemoteHome, pods: readonly Pod[]): Promise<string[]> {
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

/** A cluster that does not answer must not keep the reason back that another one has given. */
async function inTime(move: Move, { provider }: RemoteHome, looking: Promise<string[]>): Promise<string[]> {
  const failed = (why: string) => [`in ${provider}: could not look: ${why}`];
  const done = new AbortController();
  const late = move.clock.sleep(evidenceLimits.seconds * 1000, done.signal).then(
    () => failed(`no answer within ${evidenceLimits.seconds} s`),
    () => [],
  );
  const found = looking.catch((error: unknown) => failed(error instanceof Error ? error.message : String(error)));
  return Promise.race([found, late]).finally(() => done.abort());
}
