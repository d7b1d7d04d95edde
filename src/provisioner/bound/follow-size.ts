import { failedWith } from '../../kube/client/errors.ts';
import { patchExactly } from '../../kube/client/exact-writes.ts';
import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import { nameRealClaim, type RealClaim } from '../binding/real-claim.ts';
import type { Answer } from '../model/answer.ts';
import type { Provisioner } from '../model/provisioner.ts';
import { actualSize, isLarger, requestedSize, volumeSize } from '../../volumes/claim-size.ts';
import { withResizing } from './conditions.ts';
import type { Followed } from './followed.ts';

/** Carries a larger request to the real claim, and its capacity and state back to volume and claim. Undefined: all of one size. */
export async function followSize(provisioner: Provisioner, followed: Followed): Promise<Answer | undefined> {
  const { claim, object, real } = followed;
  const wanted = requestedSize(claim);
  if (isLarger(wanted, requestedSize(object))) return expandReal(followed, wanted);
  const changed =
    (await growVolume(provisioner, followed)) || (await settleReal(followed)) || (await reportSize(provisioner, claim, object));
  return changed || isLarger(wanted, actualSize(claim)) ? growing(real, wanted) : undefined;
}

async function expandReal({ real, object }: Followed, wanted: string): Promise<Answer> {
  try {
    await patchExactly(real.port, { kind: kinds.claim, object }, { spec: { resources: { requests: { storage: wanted } } } });
  } catch (error) {
    // The class of the real claim cannot, or a quota says no: its user must see that.
    if (!failedWith(error, 'forbidden', 'invalid')) throw error;
    return { kind: 'blocked', reason: 'ExpansionRefused', because: `${nameRealClaim(real)} cannot grow to ${wanted}: ${error.answer}` };
  }
  return growing(real, wanted);
}

function growing(real: RealClaim, wanted: string): Answer {
  return { kind: 'in-background', reason: 'Resizing', because: `waiting for ${nameRealClaim(real)} to grow to ${wanted}` };
}

/** The virtual volume has what the real one has: from that kubelets know that a mounted file system has to grow. */
async function growVolume({ consumer, view }: Provisioner, { side, volume, object }: Followed): Promise<boolean> {
  const storage = side.side === 'local' ? volumeSize(view.volumes.get(object.spec?.volumeName ?? '')) : actualSize(object);
  if (storage === undefined || !isLarger(storage, volumeSize(volume))) return false;
  await patchExactly(consumer, { kind: kinds.volume, object: volume }, { spec: { capacity: { storage } } });
  return true;
}

const pending = 'FileSystemResizePending';

/**
 * Pods of this cluster mount the virtual volume, never the real one: the kubelet grows the file system and says so on the virtual claim, and on
 * the real one nothing would ever end the expansion.
 */
async function settleReal({ side, claim, real, object }: Followed): Promise<boolean> {
  const conditions = object.status?.conditions ?? [];
  const waits = conditions.some(({ type }) => type === pending) && isLarger(actualSize(claim), actualSize(object));
  if (side.side !== 'local' || !waits) return false;
  const left = conditions.filter(({ type }) => type !== pending && type !== 'Resizing');
  const allocation = { allocatedResources: null, allocatedResourceStatuses: null };
  const status = { capacity: { storage: actualSize(claim) }, conditions: left, ...allocation };
  await patchExactly(real.port, { kind: kinds.claim, object }, { status }, { subresource: 'status' });
  return true;
}

/** How far the expansion has come (Kubernetes 1.34), where the real claim says something else than the virtual one. */
function allocationOf({ status: own }: Claim, { status: real }: Claim): object {
  const allocation = (status: Claim['status']) => [status?.allocatedResources ?? null, status?.allocatedResourceStatuses ?? null] as const;
  if (JSON.stringify(allocation(own)) === JSON.stringify(allocation(real))) return {};
  const [allocatedResources, allocatedResourceStatuses] = allocation(real);
  return { allocatedResources, allocatedResourceStatuses };
}

async function reportSize({ consumer }: Provisioner, claim: Claim, object: Claim): Promise<boolean> {
  const conditions = withResizing(claim, object);
  const grown = isLarger(actualSize(object), actualSize(claim)) ? { capacity: { storage: actualSize(object) } } : {};
  const status = { ...grown, ...allocationOf(claim, object), ...(conditions === undefined ? {} : { conditions }) };
  if (Object.keys(status).length === 0) return false;
  await patchExactly(consumer, { kind: kinds.claim, object: claim }, { status }, { subresource: 'status' });
  return true;
}
