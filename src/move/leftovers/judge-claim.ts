import { elsewhere, kubectl } from '../../base/hint.ts';
import type { Claim, Volume } from '../../kube/objects/kinds.ts';
import { parseVolumeSide, type VolumeSide } from '../../liqo/volume-home.ts';
import { bindingNames } from '../../volumes/names.ts';
import { moveLabels } from '../model/names.ts';
import type { Traces } from './find-traces.ts';
import { type Judgement, keep, release, remove } from './judgement.ts';
import { findUser, isReleasable } from './judge-volume.ts';
import { isStagedClaim, markOf, type ProviderClaim, reflectedLabels } from './trace.ts';

/** What becomes of a claim in this cluster that a move without a journal has staged or held. */
export function judgeClaim(claim: Claim, seen: Traces): Judgement {
  const volume = seen.volumes.find(({ metadata }) => metadata.name === claim.spec?.volumeName);
  if (isStagedClaim(claim)) return judgeStagedClaim(claim, volume, seen);
  if (volume === undefined && wasNeverBound(claim, seen)) return remove;
  // As long as its volume stays held, the marks tell to what it belongs.
  const held = volume !== undefined && markOf(volume) !== undefined && !isReleasable(volume, seen);
  return held ? keep(`its volume ${volume.metadata.name} is held`) : release;
}

/** Whether it is a real claim that was to take the place of another one of its volume, and came too late for that: it has no data, and gets none. */
function wasNeverBound({ metadata: { namespace = '', annotations = {} }, status }: Claim, { storageNamespaces }: Traces): boolean {
  const isBinding = (status?.phase ?? 'Pending') === 'Pending' && annotations[bindingNames.bindCompleted] === undefined;
  return isBinding && storageNamespaces.includes(namespace);
}

function judgeStagedClaim(claim: Claim, volume: Volume | undefined, seen: Traces): Judgement {
  if (claim.spec?.volumeName === undefined) return remove;
  if (volume === undefined) return keepStaged(claim, `its volume ${claim.spec.volumeName} was not seen`);
  if (volume.spec?.persistentVolumeReclaimPolicy !== 'Delete') return keepStaged(claim, `its volume ${volume.metadata.name} is held`);
  const user = findUser(volume, seen);
  return user === undefined ? remove : keepStaged(claim, `claim ${user.metadata.namespace}/${user.metadata.name} has its data`);
}

function keepStaged({ metadata: { name, namespace } }: Claim, why: string): Judgement {
  return keep(
    `${why}: it may be the only copy of data`,
    kubectl(`delete pvc -n ${namespace} ${name}`, 'once it is certain that nobody needs what is in it'),
  );
}

/**
 * The same for one in a provider. A copy that was given up may go where the virtual claim is bound to one elsewhere; a held source never, it is let
 * go of where the virtual claim means it.
 */
export function judgeProviderClaim(trace: ProviderClaim, seen: Traces): Judgement {
  const { object, provider } = trace;
  if (object.spec?.volumeName === undefined || (isStagedClaim(object) && isElsewhere(trace, seen))) return remove;
  if (isReleasableThere(trace, seen)) return release;
  const { name, namespace } = object.metadata;
  const free = kubectl(
    `patch pvc ${name} -n ${namespace} --type merge -p '{"metadata":{"finalizers":null}}'`,
    `takes ${moveLabels.hold} off: it goes with whoever deletes it`,
  );
  return keep('it is held, and may be the only copy of data', elsewhere(free, provider));
}

/** Whether the virtual claim lives and is bound to a copy that is not in that provider. */
function isElsewhere(trace: ProviderClaim, seen: Traces): boolean {
  const side = findSide(trace, seen);
  return side !== undefined && (side.side === 'local' || side.provider !== trace.provider);
}

/** Whether it is the very copy that the virtual claim means, and it is known how Liqo knows it: what it is without a move. */
function isReleasableThere(trace: ProviderClaim, seen: Traces): boolean {
  const { object, provider } = trace;
  const lives = object.metadata.deletionTimestamp === undefined && object.status?.phase === 'Bound' && !isStagedClaim(object);
  const side = findSide(trace, seen);
  return lives && side?.side === 'remote' && side.provider === provider && reflectedLabels(trace) !== undefined;
}

/** Where the copy is that the virtual claim means; undefined: it does not live, or is not bound. */
function findSide({ object, origin }: ProviderClaim, { claims, volumes }: Traces): VolumeSide | undefined {
  const virtual = claims.find(({ metadata }) => metadata.name === object.metadata.name && metadata.namespace === origin);
  const volume = volumes.find(({ metadata }) => metadata.name === virtual?.spec?.volumeName);
  if (virtual === undefined || virtual.metadata.deletionTimestamp !== undefined || volume?.status?.phase !== 'Bound') return undefined;
  return parseVolumeSide(volume);
}
