import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import type { RemoteHome } from '../home.ts';
import { patchAsOwner } from '../owned-writes.ts';
import type { HomeContext } from './driver.ts';

/** As in "shop-rome/data in milan". */
export function nameRemoteClaim({ namespace, claim, provider }: RemoteHome): string {
  return `${namespace}/${claim} in ${provider}`;
}

/** The claim that the record knows. Another one of its name is somebody else's: ours is gone. */
export async function findRemoteClaim({ provider }: HomeContext, home: RemoteHome): Promise<Claim | undefined> {
  const port = await provider(home.provider);
  const claim = await port.find(kinds.claim, { name: home.claim, namespace: home.namespace });
  return home.claimUid === undefined || claim?.metadata.uid === home.claimUid ? claim : undefined;
}

export async function readRemoteClaim(context: HomeContext, home: RemoteHome): Promise<Claim> {
  const claim = await findRemoteClaim(context, home);
  if (claim !== undefined) return claim;
  throw context.owner.error(`claim ${nameRemoteClaim(home)} is gone`, {});
}

export async function patchRemoteClaim(
  { provider, owner }: HomeContext,
  { provider: id }: RemoteHome,
  { claim: object, metadata }: { claim: Claim; metadata: object },
): Promise<Claim> {
  return patchAsOwner(owner, await provider(id), { kind: kinds.claim, object, patch: { metadata } });
}

export function refuseTerminating({ owner }: HomeContext, home: RemoteHome, { metadata }: Claim): void {
  if (metadata.deletionTimestamp === undefined) return;
  throw owner.error(`claim ${nameRemoteClaim(home)} is being deleted; only the finalizer ${owner.finalizer} keeps its data`, {
    next: ['copy the data away before that finalizer is taken off the claim'],
  });
}
