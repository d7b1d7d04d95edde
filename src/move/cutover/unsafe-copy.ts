import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import { liqoKinds } from '../../liqo/kinds.ts';
import { isAcceptedBy, offloadingName } from '../../liqo/namespace-offloading.ts';
import { findRealVolume } from '../homes/real-objects.ts';
import type { Journal } from '../model/journal.ts';
import { byHome, type LocalHome, type RemoteHome } from '../../volumes/home.ts';
import type { Move } from '../model/move.ts';
import { moveLabels } from '../model/names.ts';
import type { Side } from './reservation.ts';

/** Why the claim may not mean the copy at that end, in words; empty where the copy is there to stay. */
export async function explainUnsafeCopy(move: Move, side: Side): Promise<readonly string[]> {
  const home = move.journal.value[side];
  return byHome(home, { local: (local) => explainLocal(move, local), remote: (remote) => explainRemote(move, remote) });
}

/** The bytes are those of the volume: its claim is exchanged by the move itself. */
async function explainLocal(move: Move, home: LocalHome): Promise<readonly string[]> {
  const name = `volume ${home.volume?.name ?? `of claim ${home.claim}`}`;
  const volume = await findRealVolume(move, home);
  if (volume === undefined) return [`${name} is gone`];
  if (volume.metadata.deletionTimestamp !== undefined) return [`${name} is being deleted`];
  const held = volume.spec?.persistentVolumeReclaimPolicy === 'Retain';
  return held || !areHeld(move.journal.value) ? [] : [`${name} is not held: somebody has set its policy back`];
}

async function explainRemote(move: Move, home: RemoteHome): Promise<readonly string[]> {
  const { provider, namespace, claim: name } = home;
  const claim = await (await move.provider(provider)).find(kinds.claim, { name, namespace });
  const held = claim?.metadata.finalizers?.includes(moveLabels.hold) === true;
  return [
    ...explainClaim(claim, home.claimUid, `claim ${namespace}/${name} in ${provider}`),
    ...(claim === undefined || held || !areHeld(move.journal.value)
      ? []
      : [`claim ${namespace}/${name} in ${provider} is not held: somebody has taken the finalizer ${moveLabels.hold} off`]),
    ...(await explainNamespace(move, home)),
  ];
}

/** Why a real claim does not live, in words. */
export function explainClaim(claim: Claim | undefined, uid: string | undefined, name: string): readonly string[] {
  if (claim === undefined || claim.metadata.uid !== uid) return [`${name} is gone`];
  if (claim.metadata.deletionTimestamp !== undefined) return [`${name} is being deleted`];
  return claim.status?.phase === 'Bound' ? [] : [`${name} is ${claim.status?.phase ?? 'unknown'}, not Bound`];
}

/** A namespace that its provider lets go of dies there with all its claims. */
async function explainNamespace(move: Move, { provider }: RemoteHome): Promise<readonly string[]> {
  const { namespace } = move.journal.value.request;
  const offloading = await move.consumer.find(liqoKinds.namespaceOffloading, { name: offloadingName, namespace });
  const accepted = offloading !== undefined && isAcceptedBy(offloading, provider);
  return accepted ? [] : [`namespace ${namespace} is no longer accepted by ${provider}`];
}

/** Both copies are held until the old one is being removed. */
function areHeld({ noReturnAt }: Journal): boolean {
  return noReturnAt === undefined;
}
