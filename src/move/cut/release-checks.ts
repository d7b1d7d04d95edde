import { AppError } from '../../base/errors.ts';
import { type Claim, kinds } from '../../kube/kinds.ts';
import { liqoKinds } from '../../liqo/kinds.ts';
import { isAcceptedBy, offloadingName } from '../../liqo/namespace-offloading.ts';
import type { RemoteHome } from '../journal/journal.ts';
import { readLiveClaim } from '../claim/live-claim.ts';
import type { Move } from '../move.ts';

/** Looks once more that the new copy lives before the old one goes; throws with what was seen where it does not. */
export async function refuseUnsafeRelease(move: Move): Promise<void> {
  const { swap, target, request } = move.journal.value;
  const claim = await readLiveClaim(move);
  const seen = [
    ...unsafeClaim(claim, swap.volume?.name),
    ...(await unsafeTarget(move)),
    ...(target.kind === 'remote' ? await unsafeNamespace(move, target) : []),
  ];
  if (seen.length === 0) return;
  throw new AppError('move', 'the new copy is not safe yet, so the old one stays', {
    seen,
    next: [`liqoctl move resume ${request.claim} -n ${request.namespace}, once that is mended`],
  });
}

function unsafeClaim({ metadata, spec, status }: Claim, volume: string | undefined): readonly string[] {
  const name = `claim ${metadata.name}`;
  if (metadata.deletionTimestamp !== undefined) return [`${name} is being deleted`];
  if (status?.phase !== 'Bound') return [`${name} is ${status?.phase ?? 'unknown'}, not Bound`];
  return spec?.volumeName === volume ? [] : [`${name} is bound to ${spec?.volumeName ?? 'nothing'}`];
}

async function unsafeTarget(move: Move): Promise<readonly string[]> {
  const { target } = move.journal.value;
  const port = target.kind === 'local' ? move.consumer : await move.provider(target.provider);
  const real = await port.find(kinds.claim, { name: target.claim, namespace: target.namespace });
  const name = `real claim ${target.namespace}/${target.claim}`;
  if (real === undefined || real.metadata.uid !== target.claimUid) return [`${name} is gone`];
  if (real.metadata.deletionTimestamp !== undefined) return [`${name} is being deleted`];
  return real.status?.phase === 'Bound' ? [] : [`${name} is ${real.status?.phase ?? 'unknown'}, not Bound`];
}

/** A namespace that its provider lets go of dies there with all its claims. */
async function unsafeNamespace(move: Move, { provider }: RemoteHome): Promise<readonly string[]> {
  const { namespace } = move.journal.value.request;
  const offloading = await move.consumer.find(liqoKinds.namespaceOffloading, { name: offloadingName, namespace });
  const accepted = offloading !== undefined && isAcceptedBy(offloading, provider);
  return accepted ? [] : [`namespace ${namespace} is no longer accepted by ${provider}`];
}
