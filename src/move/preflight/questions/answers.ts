import type { AccessQuestion, KubePort } from '../../../kube/client/port.ts';
import { scalableKinds } from '../../application/scalable.ts';
import { planScaling } from '../scaling/plan-scaling.ts';
import { isVirtualNode } from '../../../liqo/virtual-node.ts';
import { parseVolumeSide } from '../../../liqo/volume-home.ts';
import { askServers, type DryRun } from './dry-runs.ts';
import type { Facts } from '../facts/facts.ts';
import { type EnforcedSecurity, readPodSecurity } from './pod-security.ts';
import { type NamespaceLoad, readLoads } from './loads.ts';
import { readMissingRights } from '../facts/missing-rights.ts';
import type { PlannedMove } from '../../model/plan.ts';
import { moveId, workspaceName } from '../../model/names.ts';
import type { ProviderFacts } from '../facts/provider.ts';
import { neededRights, type RequiredAccess } from '../facts/rights.ts';

/** What the servers say to what the move would do. */
export interface Answers {
  /** In the consumer; those in providers are in their facts. */
  readonly missingRights: readonly AccessQuestion[];
  readonly dryRuns: readonly DryRun[];
  /** Of namespaces where no server was asked about a mover's pod. */
  readonly podSecurity: readonly EnforcedSecurity[];
  /** Of every namespace that the move uses, the claim's first. */
  readonly loads: readonly NamespaceLoad[];
}

/** What checks look at. */
export type CheckedFacts = Facts & Answers;

interface Asked {
  readonly consumer: KubePort;
  readonly provider: (id: string) => Promise<KubePort>;
  /** What is known of the kubeconfigs that the user brought, by provider; '' is one for all. */
  readonly given: ReadonlyMap<string, unknown>;
}

/** Asks the servers about the plan, as far as there is one; changes nothing. */
export async function readAnswers({ consumer, provider, given }: Asked, facts: Facts, plan: PlannedMove | undefined): Promise<Answers> {
  // Under a move everything is as that move has made it, and without a claim there is nothing to ask for.
  if (facts.journal !== undefined || facts.absence !== undefined) return { missingRights: [], dryRuns: [], podSecurity: [], loads: [] };
  const asked = areReachable(facts) ? plan : undefined;
  const [missingRights, dryRuns] = await Promise.all([
    readMissingRights(consumer, neededRights(requiredAccess(facts, given))),
    asked === undefined ? [] : askServers(consumer, provider, asked),
  ]);
  const { namespace } = facts.request;
  const podSecurity = asked === undefined ? [] : await readPodSecurity(consumer, provider, { plan: asked, dryRuns });
  return { missingRights, dryRuns, podSecurity, loads: await readLoads(consumer, provider, { namespace, plan: asked, dryRuns }) };
}

/** Whether every cluster that takes part can be asked. */
function areReachable({ providers }: Facts): boolean {
  return [...providers.values()].every(({ accepted, problem }) => accepted && problem === undefined);
}

function requiredAccess(facts: Facts, given: Asked['given']): RequiredAccess {
  const { request, claim, providers, guardServed, ownerKinds, templateSets, local, attempts } = facts;
  return {
    namespace: request.namespace,
    storageNamespace: hasLocalEnd(facts) ? local?.namespace : undefined,
    workspace: workspaceName(moveId(claim?.metadata.uid ?? ''), Math.max(0, ...attempts) + 1),
    remote: providers.size > 0,
    guarded: guardServed,
    makesClass: makesClass(facts),
    removesPods: request.removeFinishedPods === true,
    pullsWithSecrets: request.pullSecrets !== undefined,
    wakesSets: templateSets.length > 0,
    scaledKinds: request.scale === true ? planScaling(facts).map(({ owner }) => scalableKinds[owner.kind]) : undefined,
    ownerKinds,
    tenants: [...providers.values()].flatMap((each) => (given.has(each.id) || given.has('') ? [] : tenantsOf(each))),
  };
}

function makesClass({ node, local, classes }: Facts): boolean {
  const name = local?.derivedClass?.metadata.name;
  return node !== undefined && !isVirtualNode(node) && name !== undefined && !classes.some(({ metadata }) => metadata.name === name);
}

function tenantsOf({ virtualNodes }: ProviderFacts): readonly string[] {
  return virtualNodes.flatMap(({ metadata, spec }) => (spec.kubeconfigSecretRef === undefined ? [] : (metadata.namespace ?? [])));
}

/** Whether the data comes from this cluster or goes to it, as far as can be known. */
export function hasLocalEnd({ node, volume }: Pick<Facts, 'node' | 'volume'>): boolean {
  const source = volume && parseVolumeSide(volume)?.side;
  return source === 'local' || (node !== undefined && !isVirtualNode(node));
}
