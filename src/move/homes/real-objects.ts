import { kubectl, liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { type Claim, kinds, type Volume } from '../../kube/objects/kinds.ts';
import type { LocalHome } from '../../volumes/home.ts';
import type { Move } from '../model/move.ts';

/** The real claim that the journal knows, or the one of that name while its uid is not known yet. */
export async function findRealClaim(move: Move, home: LocalHome): Promise<Claim | undefined> {
  const claim = await move.consumer.find(kinds.claim, { name: home.claim, namespace: home.namespace });
  if (claim === undefined || home.claimUid === undefined || claim.metadata.uid === home.claimUid) return claim;
  throw new AppError('move', `claim ${home.namespace}/${home.claim} is not the one that this move knows`, {
    seen: [`its uid is ${claim.metadata.uid}, the journal says ${home.claimUid}`],
    next: [kubectl(`get pvc -n ${home.namespace} ${home.claim} -o yaml`)],
  });
}

export async function findRealVolume(move: Move, home: LocalHome): Promise<Volume | undefined> {
  if (home.volume === undefined) return undefined;
  const volume = await move.consumer.find(kinds.volume, { name: home.volume.name });
  return volume?.metadata.uid === home.volume.uid ? volume : undefined;
}

export async function readRealVolume(move: Move, home: LocalHome): Promise<Volume> {
  const volume = await findRealVolume(move, home);
  if (volume !== undefined) return volume;
  throw new AppError('move', `the real volume ${home.volume?.name ?? 'of ' + home.claim} is gone`, {
    seen: [`the journal knows it by uid ${home.volume?.uid ?? 'unknown'}`],
    next: [liqoctl('move list'), kubectl('get pv')],
  });
}

/** Bound to that very claim, and the claim is there to stay. */
export function isBoundTo(volume: Volume, claim: Claim): boolean {
  return (
    volume.status?.phase === 'Bound' && volume.spec?.claimRef?.uid === claim.metadata.uid && claim.metadata.deletionTimestamp === undefined
  );
}

export function unexpectedBinding(volume: Volume, home: LocalHome): AppError {
  return new AppError(
    'move',
    `volume ${volume.metadata.name} is not bound to claim ${home.namespace}/${home.claim}; its policy stays Retain`,
    {
      seen: [`phase ${volume.status?.phase ?? 'unknown'}, claimRef ${JSON.stringify(volume.spec?.claimRef ?? {})}`],
      next: [kubectl(`describe pv ${volume.metadata.name}`)],
    },
  );
}
