import { type Claim, kinds, type Volume } from '../../kube/objects/kinds.ts';
import { bindingNames } from '../../volumes/names.ts';
import { isMadeFor, locateRealClaim, nameRealClaim } from '../binding/real-claim.ts';
import type { Answer } from '../model/answer.ts';
import { isAnswer, type Provisioner } from '../model/provisioner.ts';
import { sideOfClaim } from '../model/side.ts';
import { saysHome, writeHome } from '../model/write-home.ts';
import type { Followed } from './followed.ts';
import { followAttributes } from './follow-attributes.ts';
import { followMetadata } from './follow-metadata.ts';
import { followSize } from './follow-size.ts';
import { markFound, markLost } from './lost-claim.ts';

/** Carries what changes on a bound claim to its real claim, and what becomes of it back. */
export async function followClaim(provisioner: Provisioner, claim: Claim): Promise<Answer> {
  const volume = volumeOfBound(provisioner, claim);
  if (volume === undefined) return quietly('waiting for Kubernetes to bind it');
  if (volume.metadata.annotations?.[bindingNames.provisionedBy] !== provisioner.settings.provisioner) return { kind: 'not-mine' };
  const side = sideOfClaim(claim, volume);
  if (side === undefined)
    return { kind: 'blocked', reason: 'HomeUnknown', because: `volume ${volume.metadata.name} does not say where its data is` };
  if (!saysHome(claim, side)) {
    // A move has made the claim anew.
    await writeHome(provisioner, claim, side);
    return quietly('its home is noted');
  }
  const real = await locateRealClaim(provisioner, claim, side);
  return isAnswer(real) ? real : followReal(provisioner, { claim, volume, side, real });
}

function volumeOfBound({ view }: Provisioner, { spec, status }: Claim): Volume | undefined {
  return status?.phase === 'Bound' ? view.volumes.get(spec?.volumeName ?? '') : undefined;
}

async function followReal(provisioner: Provisioner, known: Omit<Followed, 'object'>): Promise<Answer> {
  const { claim, real } = known;
  const object = real.object ?? (await real.port.find(kinds.claim, real.key));
  if (object === undefined || !isMadeFor(object, claim)) return markLost(provisioner, claim, `${nameRealClaim(real)} is gone`);
  if (object.status?.phase === 'Lost') return markLost(provisioner, claim, `the volume of ${nameRealClaim(real)} is gone`);
  if (object.metadata.deletionTimestamp !== undefined) {
    return { kind: 'blocked', reason: 'RealClaimTerminating', because: `${nameRealClaim(real)} is being deleted, and the data with it` };
  }
  await markFound(provisioner, claim);
  const followed = { ...known, object };
  if (await followMetadata(followed)) return quietly('labels and annotations were copied');
  return (await followSize(provisioner, followed)) ?? (await followAttributes(provisioner, followed)) ?? { kind: 'done' };
}

function quietly(because: string): Answer {
  return { kind: 'in-background', reason: 'Following', because, quiet: true };
}
