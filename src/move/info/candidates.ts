import { failedWith } from '../../kube/client/errors.ts';
import { type Claim, kinds, type Node } from '../../kube/objects/kinds.ts';
import { affinityAllows } from '../../kube/objects/node-affinity.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { storageClassOf } from '../../kube/objects/storage-class.ts';
import { isVirtualClaim } from '../../volumes/virtual-claim.ts';
import { isVirtualNode, providerOfNode } from '../../liqo/virtual-node.ts';
import { parseVolumeSide } from '../../liqo/volume-home.ts';
import { claimSize } from '../../volumes/claim-size.ts';
import { currentPhase } from '../model/journal.ts';
import { listJournals } from '../held/journal-store.ts';

/** A word that could be typed. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What has been typed already. */
export interface Typed {
  readonly namespace: string;
  readonly claim: string | undefined;
}

/** Claims of the namespace. */
export async function listClaims(port: KubePort, { namespace }: Typed): Promise<readonly Candidate[]> {
  return (await port.list(kinds.claim, { namespace })).items.map(claimCandidate);
}

/** Claims that hold data which a move could take elsewhere. */
export async function listMovable(port: KubePort, { namespace }: Typed): Promise<readonly Candidate[]> {
  const [claims, classes] = await Promise.all([port.list(kinds.claim, { namespace }), listOrNone(port.list(kinds.storageClass))]);
  const movable = claims.items.filter((claim) => {
    const storageClass = classes.find(({ metadata }) => metadata.name === storageClassOf(claim));
    return isVirtualClaim(claim, storageClass) && claim.status?.phase === 'Bound' && claim.metadata.deletionTimestamp === undefined;
  });
  return movable.map(claimCandidate);
}

/** Claims with a journal: what `resume` and `abort` are for. */
export async function listMoving(port: KubePort, { namespace }: Typed): Promise<readonly Candidate[]> {
  const journals = (await listJournals(port)).filter(({ request }) => request.namespace === namespace);
  return journals.map((journal) => ({
    value: journal.request.claim,
    description: `${currentPhase(journal)}, to ${journal.request.targetNode}`,
  }));
}

/** Nodes that the claim's data is not on, and where new pods may run. */
export async function listTargets(port: KubePort, typed: Typed): Promise<readonly Candidate[]> {
  const [nodes, isHome] = await Promise.all([port.list(kinds.node), findHome(port, typed)]);
  return nodes.items.filter((node) => node.spec?.unschedulable !== true && !isHome(node)).map(nodeCandidate);
}

export async function listNamespaces(port: KubePort): Promise<readonly Candidate[]> {
  return (await port.list(kinds.namespace)).items.map(({ metadata }) => ({ value: metadata.name, description: '' }));
}

export async function listClasses(port: KubePort): Promise<readonly Candidate[]> {
  return (await port.list(kinds.storageClass)).items.map(({ metadata, provisioner }) => ({
    value: metadata.name,
    description: provisioner,
  }));
}

/** Says of a node whether the claim's data is there already; of none while the claim is not known. */
async function findHome(port: KubePort, { namespace, claim: name }: Typed): Promise<(node: Node) => boolean> {
  const claim = name === undefined ? undefined : await port.find(kinds.claim, { namespace, name });
  const volumeName = claim?.spec?.volumeName;
  const volume = volumeName === undefined ? undefined : await port.find(kinds.volume, { name: volumeName });
  const side = volume && parseVolumeSide(volume);
  if (side?.side === 'remote') return (node) => isVirtualNode(node) && providerOfNode(node) === side.provider;
  return (node) => side !== undefined && affinityAllows(volume?.spec?.nodeAffinity, node);
}

function claimCandidate(claim: Claim): Candidate {
  const { metadata, status } = claim;
  const facts = [claimSize(claim), storageClassOf(claim), status?.phase];
  return { value: metadata.name, description: facts.filter((fact) => fact !== undefined && fact !== '').join(', ') };
}

function nodeCandidate(node: Node): Candidate {
  const description = isVirtualNode(node) ? `virtual node of ${providerOfNode(node) ?? 'a provider'}` : 'node of this cluster';
  return { value: node.metadata.name, description };
}

/** What may not be read is nothing: there are other ways to tell. */
async function listOrNone<T>(list: Promise<{ items: readonly T[] }>): Promise<readonly T[]> {
  try {
    return (await list).items;
  } catch (error) {
    if (failedWith(error, 'forbidden')) return [];
    throw error;
  }
}
