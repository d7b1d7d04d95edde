import type { Claim, Pod, Volume } from '../../kube/objects/kinds.ts';
import { affinityRequirements } from '../../kube/objects/node-affinity.ts';
import { storageClassOf } from '../../kube/objects/storage-class.ts';
import { isVirtualClaim } from '../../volumes/virtual-claim.ts';
import { parseVolumeSide } from '../../liqo/volume-home.ts';
import { claimSize } from '../../volumes/claim-size.ts';
import { type InfoFacts, nodesBefore, type RemoteClaims, remoteKey } from './info-facts.ts';
import { namesClaim } from '../claim/live-claim.ts';
import { moveLabels } from '../model/names.ts';
import { isUnknown, type Unknown } from '../claim/unknown.ts';
import type { MountingPod, RealClaim, VolumeHome, VolumeInfo, VolumeMove } from './volume-info.ts';

/** What the facts say of one claim. */
export function describeVolume(claim: Claim, facts: InfoFacts): VolumeInfo {
  const { metadata, spec } = claim;
  const home = describeHome(claim, facts);
  const real = findReal(claim, home, facts);
  const move = findMove(claim, facts);
  return {
    namespace: metadata.namespace ?? '',
    claim: metadata.name,
    uid: metadata.uid ?? '',
    phase: phaseOf(claim),
    home,
    ...(spec?.volumeName !== undefined && { volume: spec.volumeName }),
    ...classAndCapacity(claim),
    ...(real !== undefined && { real }),
    mountedBy: findMounters(claim, facts),
    ...(move !== undefined && { move }),
  };
}

function describeHome(claim: Claim, facts: InfoFacts): VolumeHome | Unknown {
  const volume = volumeOf(claim, facts);
  const virtual = isVirtual(claim, facts);
  if (!virtual && isUnknown(facts.classes) && isUnknown(facts.volumes)) return facts.classes;
  if (!virtual) return { kind: 'not-virtual', ...(volume !== undefined && nodeOf(volume)) };
  if (volume !== undefined) return describeVirtualHome(volume, facts);
  return claim.spec?.volumeName !== undefined && isUnknown(facts.volumes) ? facts.volumes : { kind: 'none' };
}

function describeVirtualHome(volume: Volume, { nodes }: InfoFacts): VolumeHome | Unknown {
  const side = parseVolumeSide(volume);
  // The virtual volume can be reached from where the real one can.
  if (side?.side === 'local') return { kind: 'local', ...nodeOf(volume) };
  if (side?.side === 'remote') {
    return { kind: 'remote', provider: side.provider, nodes: isUnknown(nodes) ? [] : nodesBefore(side.provider, nodes) };
  }
  return { unknown: 'unclear', message: `the node affinity of volume ${volume.metadata.name} is not one that Liqo writes` };
}

function isVirtual(claim: Claim, facts: InfoFacts): boolean {
  const classes = isUnknown(facts.classes) ? undefined : facts.classes;
  return isVirtualClaim(claim, classes?.get(storageClassOf(claim) ?? ''), volumeOf(claim, facts));
}

function volumeOf({ spec }: Claim, { volumes }: InfoFacts): Volume | undefined {
  return isUnknown(volumes) ? undefined : volumes.get(spec?.volumeName ?? '');
}

function findReal(claim: Claim, home: VolumeHome | Unknown, facts: InfoFacts): RealClaim | Unknown | undefined {
  if (isUnknown(home)) return home;
  const { namespace = '', name, uid } = claim.metadata;
  switch (home.kind) {
    case 'local':
      return pick(facts.local, uid ?? '', 'the storage namespace');
    case 'remote':
      return pick(claimsIn(facts.remote.get(remoteKey(home.provider, namespace))), name, home.provider);
    case 'not-virtual':
    case 'none':
      return undefined;
  }
}

function claimsIn(remote: RemoteClaims | Unknown | undefined): readonly Claim[] | Unknown {
  return remote === undefined || isUnknown(remote) ? (remote ?? []) : remote.claims;
}

function pick(claims: readonly Claim[] | Unknown, name: string, where: string): RealClaim | Unknown {
  if (isUnknown(claims)) return claims;
  const found = claims.find(({ metadata }) => metadata.name === name);
  if (found === undefined) return { unknown: 'not found', message: `there is no claim ${name} in ${where}` };
  const { namespace = '', uid = '' } = found.metadata;
  return { namespace, claim: name, uid, phase: phaseOf(found), ...classAndCapacity(found) };
}

/** In any phase, as they keep the claim from being deleted; movers of ours mount another claim of that name. */
function findMounters(claim: Claim, { pods }: InfoFacts): readonly MountingPod[] | Unknown {
  if (isUnknown(pods)) return pods;
  const mounting = pods.filter(
    (pod) => pod.metadata.namespace === claim.metadata.namespace && namesClaim(pod, claim.metadata.name) && !isMover(pod),
  );
  return mounting.map(({ metadata, spec, status }) => ({
    pod: metadata.name,
    phase: status?.phase ?? 'Pending',
    ...(spec?.nodeName !== undefined && { node: spec.nodeName }),
  }));
}

function isMover({ metadata }: Pod): boolean {
  return metadata.labels?.[moveLabels.id] !== undefined;
}

function findMove({ metadata }: Claim, { moves }: InfoFacts): VolumeMove | Unknown | undefined {
  if (isUnknown(moves)) return moves;
  const found = moves.find(({ namespace, claim }) => namespace === metadata.namespace && claim === metadata.name);
  if (found === undefined) return undefined;
  const { move, from, to, phase, direction, state } = found;
  return { move, from, to, phase, direction, state };
}

function phaseOf({ metadata, status }: Claim): string {
  return metadata.deletionTimestamp === undefined ? (status?.phase ?? 'Pending') : 'Terminating';
}

function classAndCapacity(claim: Claim): Pick<VolumeInfo, 'storageClass' | 'capacity'> {
  const storageClass = storageClassOf(claim);
  const capacity = claimSize(claim);
  return { ...(storageClass && { storageClass }), ...(capacity !== undefined && { capacity }) };
}

function nodeOf({ spec }: Volume): { readonly node?: string } {
  const hostname = affinityRequirements(spec?.nodeAffinity).find(({ key }) => key === 'kubernetes.io/hostname');
  const node = hostname?.values?.[0];
  return node === undefined ? {} : { node };
}
