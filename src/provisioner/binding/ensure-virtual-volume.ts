import { createOnce } from '../../kube/client/exact-writes.ts';
import { type Claim, kinds, type StorageClass, type Volume } from '../../kube/objects/kinds.ts';
import type { VolumeSide } from '../../liqo/volume-home.ts';
import { actualSize, volumeSize } from '../../volumes/claim-size.ts';
import { provisionedVolumeName, remoteSource, renderProvisionedVolume } from '../../volumes/provisioned-volume.ts';
import { mirrorSource } from '../../volumes/virtual-volume.ts';
import type { Answer } from '../model/answer.ts';
import { isAnswer, type Provisioner } from '../model/provisioner.ts';
import { removeFirstConsumer } from './first-consumer.ts';
import { nameRealClaim, type RealClaim } from './real-claim.ts';

interface Bound {
  readonly claim: Claim;
  readonly virtual: StorageClass;
  readonly side: VolumeSide;
  readonly real: RealClaim;
  /** The real claim, which is Bound. */
  readonly object: Claim;
}

const binding: Answer = { kind: 'in-background', reason: 'Provisioning', because: 'waiting for Kubernetes to bind it', quiet: true };

/** Creates the virtual volume of a claim whose real claim is bound. Kubernetes binds the two. */
export async function ensureVirtualVolume(provisioner: Provisioner, bound: Bound): Promise<Answer> {
  const { claim, side, real, object } = bound;
  const name = provisionedVolumeName(claim.metadata.uid ?? '');
  const standing = provisioner.view.volumes.get(name);
  if (standing?.spec?.claimRef?.uid === claim.metadata.uid) return binding;
  if (standing !== undefined) return { kind: 'blocked', reason: 'NameTaken', because: `volume ${name} belongs to another claim` };
  // Before anything depends on the claim: after a crash in between it would stay.
  if (side.side === 'remote') await removeFirstConsumer(real, object);
  return create(provisioner, bound);
}

async function create(provisioner: Provisioner, { claim, virtual, side, real, object }: Bound): Promise<Answer> {
  const mirrored =
    side.side === 'local' ? mirrorLocal(provisioner, real, object) : { source: remoteSource(side.provider), capacity: actualSize(object) };
  if (isAnswer(mirrored)) return mirrored;
  const volume = renderProvisionedVolume({ claim, storageClass: virtual, ...mirrored });
  if (await createOnce(provisioner.consumer, kinds.volume, volume)) {
    const message = `volume ${volume.metadata.name} stands for ${nameRealClaim(real)}`;
    await provisioner.record(claim, { type: 'Normal', reason: 'Provisioned', message });
  }
  return binding;
}

/** What the virtual volume has of the real one. */
type Mirrored = { readonly source: Partial<NonNullable<Volume['spec']>>; readonly capacity: string };

function mirrorLocal({ view }: Provisioner, real: RealClaim, object: Claim): Mirrored | Answer {
  const volume = view.volumes.get(object.spec?.volumeName ?? '');
  const capacity = volumeSize(volume);
  if (volume?.spec === undefined || capacity === undefined || volume.spec.claimRef?.uid !== object.metadata.uid) {
    return { kind: 'in-background', reason: 'Provisioning', because: `waiting for the volume of ${nameRealClaim(real)}` };
  }
  return { source: mirrorSource(volume.spec), capacity };
}
