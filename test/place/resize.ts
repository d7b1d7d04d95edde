import { type Claim, kinds } from '../../src/kube/objects/kinds.ts';
import type { Key, KubePort } from '../../src/kube/client/port.ts';

/** Does once what external-resizer does for a driver that grows volumes at once: the local path provisioner has none. Answers whether there was anything to do. */
export async function resizeVolume(port: KubePort, key: Key): Promise<boolean> {
  const claim = await port.read(kinds.claim, key);
  const storage = requested(claim);
  if (storage === undefined || storage === claim.status?.capacity?.['storage']) return false;
  await port.mergePatch(kinds.volume, { name: claim.spec?.volumeName ?? '' }, { spec: { capacity: { storage } } });
  await port.mergePatch(kinds.claim, key, { status: { capacity: { storage } } }, { subresource: 'status' });
  return true;
}

function requested({ spec }: Claim): string | undefined {
  return spec?.resources?.requests?.['storage'];
}
