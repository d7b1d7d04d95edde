import type { Claim } from '../../kube/objects/kinds.ts';
import type { VolumeSide } from '../../liqo/volume-home.ts';
import { isNodeReady, isVirtualNode } from '../../liqo/virtual-node.ts';
import { virtualClassOf } from '../model/ownership.ts';
import type { Provisioner } from '../model/provisioner.ts';
import { sideOfClaim } from '../model/side.ts';

/** What a guard protects: the claims of a namespace, or the data in a provider. */
export type Guarded = { readonly what: 'namespace'; readonly name: string } | { readonly what: 'peering'; readonly name: string };

/** What a guard protects as one text: the key by which it is looked at, and the note on its policy. */
export function guardKey({ what, name }: Guarded): string {
  return `${what}/${name}`;
}

/** The same back; undefined for any other text. */
export function parseGuardKey(key: string): Guarded | undefined {
  const [what, name] = key.split('/');
  return (what === 'namespace' || what === 'peering') && name !== undefined ? { what, name } : undefined;
}

/** A claim whose only copy would go. */
export interface GuardedClaim {
  readonly claim: Claim;
  readonly side: VolumeSide;
}

/** Bound claims of ours whose only copy the guarded thing holds, by name. */
export function listGuarded(provisioner: Provisioner, { what, name }: Guarded): readonly GuardedClaim[] {
  const { view } = provisioner;
  // Of a namespace only its own are looked at: there may be as many namespaces as claims.
  const claims = what === 'namespace' ? view.claims.items(name) : view.claims.items();
  const found: GuardedClaim[] = [];
  for (const claim of claims) {
    const volume = claim.spec?.volumeName;
    if (volume === undefined || virtualClassOf(provisioner, claim) === undefined) continue;
    const side = sideOfClaim(claim, view.volumes.get(volume));
    if (side === undefined) continue;
    if (what === 'namespace' || (side.side === 'remote' && side.provider === name)) found.push({ claim, side });
  }
  return found.toSorted(({ claim: { metadata: one } }, { claim: { metadata: other } }) =>
    one.namespace === other.namespace ? compareTexts(one.name, other.name) : compareTexts(one.namespace, other.namespace),
  );
}

function compareTexts(one = '', other = ''): number {
  return one < other ? -1 : 1;
}

/** Claims that a message names before it says that there are more; it stays the same while others come and go. */
const mostNamed = 5;

/** What would be lost, and the lines that bring it home. */
export function describeLoss({ view }: Provisioner, claims: readonly GuardedClaim[]): string {
  const node = view.nodes.items().find((each) => !isVirtualNode(each) && isNodeReady(each))?.metadata.name ?? 'NODE';
  const named = claims.slice(0, mostNamed);
  const names = named.map((each) => `${nameOf(each)} (${each.side.side === 'local' ? 'in this cluster' : `in ${each.side.provider}`})`);
  const lines = named.flatMap(({ claim: { metadata }, side }) =>
    side.side === 'local' ? [] : [`"liqoctl move volume ${metadata.name} -n ${metadata.namespace} --target-node ${node}"`],
  );
  const more = claims.length > mostNamed ? ' and more' : '';
  const home = lines.length === 0 ? '' : `; ${lines.join(', ')} ${lines.length === 1 ? 'brings it' : 'bring them'} home`;
  return `this would destroy the only copy of ${names.join(', ')}${more}${home}`;
}

function nameOf({ claim: { metadata } }: GuardedClaim): string {
  return `${metadata.namespace}/${metadata.name}`;
}
