import { AppError } from '../base/errors.ts';
import type { Claim, Pod } from '../kube/kinds.ts';
import { kinds } from '../kube/kinds.ts';
import type { KubePort } from '../kube/port.ts';
import type { NamespaceOffloading, VirtualNode } from '../liqo/kinds.ts';
import { isAcceptedBy, remoteNamespaceOf } from '../liqo/namespace-offloading.ts';
import { readVirtualNodes } from '../liqo/tenant-access.ts';
import { namesClaim } from './live-claim.ts';

/** What one provider shows to the tenant. */
export interface ProviderFacts {
  readonly id: string;
  /** The user's namespace there, where it is offloaded. */
  readonly namespace: string | undefined;
  /** Whether the provider accepts the namespace now. */
  readonly accepted: boolean;
  readonly virtualNodes: readonly VirtualNode[];
  /** The claim of that name there. */
  readonly claim: Claim | undefined;
  /** Pods there that name the claim. */
  readonly mounters: readonly Pod[];
  /** Why the provider's claims cannot be worked with. */
  readonly problem: AppError | undefined;
}

export async function readProviderFacts(
  consumer: KubePort,
  {
    id,
    provider,
    claim,
    offloading,
  }: { id: string; provider: (id: string) => Promise<KubePort>; claim: string; offloading: NamespaceOffloading | undefined },
): Promise<ProviderFacts> {
  const accepted = offloading !== undefined && isAcceptedBy(offloading, id);
  const namespace = offloading === undefined ? undefined : remoteNamespaceOf(offloading);
  const base = { id, accepted, namespace, virtualNodes: await readVirtualNodes(consumer, id) };
  if (namespace === undefined || !accepted) return { ...base, ...nothing };
  try {
    return { ...base, ...(await look(await provider(id), { namespace, claim })) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...base, ...nothing, problem: error };
  }
}

const nothing = { claim: undefined, mounters: [], problem: undefined };

const neededVerbs = ['get', 'list', 'watch', 'create', 'patch', 'delete'] as const;

async function look(
  port: KubePort,
  { namespace, claim: name }: { namespace: string; claim: string },
): Promise<Pick<ProviderFacts, 'claim' | 'mounters' | 'problem'>> {
  const [claim, pods] = await Promise.all([port.find(kinds.claim, { namespace, name }), port.list(kinds.pod, { namespace })]);
  const question = { group: '', resource: 'persistentvolumeclaims', namespace };
  const answers = await Promise.all(neededVerbs.map(async (verb) => ((await port.allows({ ...question, verb })) ? undefined : verb)));
  const missing = answers.filter((verb) => verb !== undefined);
  const words = `in ${port.cluster} we may not ${missing.join(', ')} claims of namespace ${namespace}`;
  return {
    claim,
    mounters: pods.items.filter((pod) => namesClaim(pod, name)),
    problem: missing.length === 0 ? undefined : new AppError('cluster', words),
  };
}
