import { elsewhere, type Hint, kubectl, liqoctl } from '../../../base/hint.ts';
import { type Claim, kinds } from '../../../kube/objects/kinds.ts';
import { parseVolumeSide } from '../../../liqo/volume-home.ts';
import { foreignFinalizers } from '../../claim/foreign-finalizers.ts';
import type { CheckGroup } from './check.ts';
import type { Facts } from '../facts/facts.ts';
import type { NodeState } from '../facts/placement.ts';

/** Reasons that lie in where the data is now: the real claim and volume, and the nodes that they depend on. */
export const sourceChecks: CheckGroup = {
  reads: [kinds.claim.plural, kinds.volume.plural, kinds.storageClass.plural, kinds.node.plural, kinds.namespace.plural],
  checks: [realClaim, remoteClaim, attachedToLostNode, lostNode, lostVirtualNode],
};

/** The provider that has the data, where it is not in this cluster. */
function sourceProvider({ volume, providers }: Facts) {
  const side = volume && parseVolumeSide(volume);
  return side?.side === 'remote' ? providers.get(side.provider) : undefined;
}

function realClaim({ claim, volume, local }: Facts) {
  const side = volume && parseVolumeSide(volume)?.side;
  if (claim === undefined || local === undefined || side !== 'local') return [];
  const fault = faultOf(local.claim) ?? (local.volume === undefined ? 'bound to a volume that is gone' : undefined);
  return fault === undefined ? [] : [unusable(`${local.namespace}/${claim.metadata.uid}`, fault, kubectl(`get pvc -n ${local.namespace}`))];
}

function remoteClaim(facts: Facts) {
  const there = sourceProvider(facts);
  // What could not be looked at is refused for that.
  if (there === undefined || !there.accepted || there.problem !== undefined || there.missingRights.length > 0) return [];
  const fault = faultOf(there.claim);
  if (fault === undefined) return [];
  const { namespace = '', id } = there;
  return [unusable(`${namespace}/${facts.request.claim} in ${id}`, fault, elsewhere(kubectl(`get pvc -n ${namespace}`), id))];
}

function unusable(claim: string, fault: string, look: Hint) {
  return { check: 'real-claim-unusable', message: `the real claim ${claim}, which has the data, is ${fault}`, next: [look] };
}

function faultOf(claim: Claim | undefined): string | undefined {
  if (claim === undefined) return 'not there';
  if (claim.metadata.deletionTimestamp !== undefined) return 'being deleted';
  if (claim.status?.phase !== 'Bound') return `${claim.status?.phase ?? 'Pending'}, not Bound`;
  const foreign = foreignFinalizers(claim);
  return foreign.length === 0 ? undefined : `held by finalizers of others, ${foreign.join(', ')}`;
}

/** A pod on a node that has not been heard of may still be writing. */
function attachedToLostNode({ attachments }: Facts) {
  return attachments
    .filter(({ node }) => !node.ready)
    .map(({ volume, node }) => ({
      check: 'volume-attached-to-lost-node',
      message: `volume ${volume} is attached to node ${node.name}, which is not Ready: a pod there may still be writing`,
      next: [
        kubectl(`describe node ${node.name}`),
        kubectl('get volumeattachments', 'waits for that node to come back, or for the volume to be detached from it'),
      ],
    }));
}

function lostNode({ volumeNodes, local }: Facts) {
  if (volumeNodes.length === 0 || volumeNodes.some(({ ready }) => ready)) return [];
  return [nodeGone(`volume ${local?.volume?.metadata.name ?? ''} can be read on node`, volumeNodes)];
}

function lostVirtualNode(facts: Facts) {
  const there = sourceProvider(facts);
  const [through] = there?.nodes ?? [];
  if (there === undefined || through?.ready === true) return [];
  if (through !== undefined) return [nodeGone(`the data in ${there.id} can be read through node`, [through])];
  return [
    {
      check: 'virtual-node-missing',
      message: `no virtual node of provider ${there.id} is there, through which the data could be read`,
      next: [kubectl('get virtualnodes -A'), liqoctl('info peer', 'says how the peering is')],
    },
  ];
}

function nodeGone(what: string, nodes: readonly NodeState[]) {
  const names = nodes.map(({ name }) => name);
  return {
    check: 'source-node-not-ready',
    message: `${what} ${names.join(', ')} only, which is not Ready`,
    next: names.map((name) => kubectl(`describe node ${name}`)),
  };
}
