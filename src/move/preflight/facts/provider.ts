import { AppError } from '../../../base/errors.ts';
import { type Claim, kinds, type Pod } from '../../../kube/objects/kinds.ts';
import type { AccessQuestion, KubePort } from '../../../kube/client/port.ts';
import type { NamespaceOffloading, OffloadingCondition, VirtualNode } from '../../../liqo/kinds.ts';
import { isAcceptedBy, remoteNamespaceOf } from '../../../liqo/namespace-offloading.ts';
import { readVirtualNodes } from '../../../liqo/tenant-access.ts';
import { type NodeState, readNodeState } from './placement.ts';
import { readMissingRights } from './missing-rights.ts';
import { skipForbidden } from './skip-forbidden.ts';
import { namesClaim } from '../../claim/live-claim.ts';
import { neededProviderRights } from './rights.ts';

/** What one provider shows to the tenant. */
export interface ProviderFacts {
  readonly id: string;
  /** The user's namespace there, where it is offloaded. */
  readonly namespace: string | undefined;
  /** Whether the provider accepts the namespace now. */
  readonly accepted: boolean;
  /** What Liqo says about the namespace on this provider. */
  readonly conditions: readonly OffloadingCondition[];
  readonly virtualNodes: readonly VirtualNode[];
  /** The nodes of these. */
  readonly nodes: readonly NodeState[];
  /** The claim of that name there. */
  readonly claim: Claim | undefined;
  /** Pods there that name the claim. */
  readonly mounters: readonly Pod[];
  /** What the move would do there and may not. */
  readonly missingRights: readonly AccessQuestion[];
  /** Why the provider cannot be talked to. */
  readonly problem: AppError | undefined;
}

interface Asked {
  readonly id: string;
  readonly provider: (id: string) => Promise<KubePort>;
  /** Its name. */
  readonly claim: string;
  readonly removesPods: boolean;
  readonly offloading: NamespaceOffloading | undefined;
}

export async function readProviderFacts(
  consumer: KubePort,
  { id, provider, claim, removesPods, offloading }: Asked,
): Promise<ProviderFacts> {
  const virtualNodes = await readVirtualNodes(consumer, id);
  const nodes = await Promise.all(virtualNodes.map(({ metadata }) => readNodeState(consumer, metadata.name)));
  const standing = standingOf(offloading, id);
  const base = { id, ...standing, virtualNodes, nodes, ...nothing };
  const { accepted, namespace } = standing;
  try {
    // Also where the namespace is not accepted: a kubeconfig that does not work is said now, not at the next try.
    const port = await provider(id);
    return namespace === undefined || !accepted ? base : { ...base, ...(await look(port, { namespace, claim, removesPods })) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...base, problem: error };
  }
}

function standingOf(offloading: NamespaceOffloading | undefined, id: string): Pick<ProviderFacts, 'accepted' | 'namespace' | 'conditions'> {
  if (offloading === undefined) return { accepted: false, namespace: undefined, conditions: [] };
  const conditions = offloading.status?.remoteNamespacesConditions?.[id] ?? [];
  return { accepted: isAcceptedBy(offloading, id), namespace: remoteNamespaceOf(offloading), conditions };
}

const nothing = { claim: undefined, mounters: [], missingRights: [], problem: undefined };

async function look(
  port: KubePort,
  { namespace, claim: name, removesPods }: Pick<Asked, 'claim' | 'removesPods'> & { namespace: string },
): Promise<Pick<ProviderFacts, 'claim' | 'mounters' | 'missingRights'>> {
  const sight = skipForbidden(port);
  const [claim, pods, missingRights] = await Promise.all([
    sight.port.find(kinds.claim, { namespace, name }),
    sight.port.list(kinds.pod, { namespace }),
    readMissingRights(port, neededProviderRights(namespace, removesPods)),
  ]);
  return { claim, mounters: pods.items.filter((pod) => namesClaim(pod, name)), missingRights };
}
