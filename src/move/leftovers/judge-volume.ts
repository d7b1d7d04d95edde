import { kubectl } from '../../base/hint.ts';
import type { Claim, Volume } from '../../kube/objects/kinds.ts';
import { policyBefore } from '../../volumes/names.ts';
import { mirrorSource } from '../../volumes/virtual-volume.ts';
import type { Traces } from './find-traces.ts';
import { type Judgement, keep, release, remove } from './judgement.ts';
import { isStagedClaim } from './trace.ts';

type Seen = Pick<Traces, 'claims' | 'volumes' | 'storageNamespaces'>;

/**
 * What becomes of a volume that a move without a journal has reserved or held. Nothing is deleted but a reservation that no claim has ever had;
 * a hold is taken off only where the volume has gone on to be what its living claim means.
 */
export function judgeVolume(volume: Volume, id: string, seen: Seen): Judgement {
  if (isUnusedReservation(volume, id, seen)) return remove;
  if (isReleasable(volume, seen)) return release;
  const { name } = volume.metadata;
  const { namespace, name: claim } = volume.spec?.claimRef ?? {};
  const what = claim === undefined ? '' : `, for claim ${namespace}/${claim}`;
  return keep(
    `it is ${phaseOf(volume)}${what}, and held with policy Retain: it may be the only copy of data`,
    kubectl(`describe pv ${name}`, 'see whether its data is needed'),
    kubectl(
      `patch pv ${name} -p '{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}'`,
      'lets it go with its claim again, while it is Bound',
    ),
  );
}

function phaseOf({ status }: Volume): string {
  return status?.phase ?? 'Pending';
}

/** Without a claim this may be the middle of a cutover, and the volume all that leads to the copy. */
function isUnusedReservation(volume: Volume, id: string, { claims }: Seen): boolean {
  const { namespace, name } = volume.spec?.claimRef ?? {};
  const isUnused = volume.metadata.name.startsWith(`liqo-move-${id}-`) && ['Available', 'Pending'].includes(phaseOf(volume));
  return isUnused && claims.some(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
}

/** Whether it is known which policy it had before, and the policy rule allows to give it that back: Bound to a claim that is there to stay. */
export function isReleasable({ metadata, spec, status }: Volume, { claims, storageNamespaces }: Seen): boolean {
  const policy = metadata.annotations?.[policyBefore];
  const claim = claims.find(({ metadata: { uid } }) => uid !== undefined && uid === spec?.claimRef?.uid);
  if (policy === undefined || claim === undefined || status?.phase !== 'Bound' || !isSettled(claim, metadata.name)) return false;
  if (!storageNamespaces.includes(claim.metadata.namespace ?? '')) return true;
  // A real claim is named by the uid of its virtual one: another one means another copy by now.
  return claims.some((virtual) => virtual.metadata.uid === claim.metadata.name && isSettled(virtual, virtual.spec?.volumeName));
}

function isSettled(claim: Claim, volume: string | undefined): boolean {
  const { metadata, spec, status } = claim;
  const lives = metadata.deletionTimestamp === undefined && status?.phase === 'Bound';
  return lives && volume !== undefined && spec?.volumeName === volume && !isStagedClaim(claim);
}

/** The claim that has the data of a real volume by way of a virtual one, if there is any. */
export function findUser(real: Volume, { volumes, claims }: Seen): Claim | undefined {
  const source = JSON.stringify(mirrorSource(real.spec ?? {}));
  const mirrors = volumes.filter(
    ({ metadata, spec, status }) =>
      metadata.name !== real.metadata.name && status?.phase === 'Bound' && JSON.stringify(pick(spec ?? {}, source)) === source,
  );
  return claims.find(({ spec }) => mirrors.some(({ metadata }) => metadata.name === spec?.volumeName));
}

/** Of a spec what the other one, as JSON, has: the order of fields must not count. */
function pick(spec: NonNullable<Volume['spec']>, json: string): object {
  const wanted = Object.keys(JSON.parse(json) as object);
  const has = new Map(Object.entries(spec));
  return Object.fromEntries(wanted.map((key) => [key, has.get(key)]));
}
