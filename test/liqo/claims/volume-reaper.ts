import { kinds, type Volume } from '../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import type { Lifetime } from '../lifetime.ts';
import { type Consumer, storageNamespaceOf } from '../peering.ts';
import { createQueue } from '../queue.ts';
import { watchAll } from '../watched.ts';
import { removeByUid } from '../writes.ts';

/** Whether the provisioner deletes the volume and the data behind it. */
function isReaped(volume: Volume): boolean {
  return (
    volume.status?.phase === 'Released' &&
    volume.spec?.persistentVolumeReclaimPolicy === 'Delete' &&
    volume.metadata.annotations?.[liqoNames.provisionedBy] === liqoNames.provisioner &&
    volume.metadata.deletionTimestamp === undefined
  );
}

/**
 * Reaps released volumes of Liqo: the real claim is found by the uid in the volume's claimRef and by nothing else, so an absent one
 * is no error and the same call reaps volumes of remote homes too (liqo.md 3.2).
 */
export async function startVolumeReaper(consumer: Consumer, lifetime: Lifetime): Promise<void> {
  const { port } = consumer;
  const queue = createQueue((name) => reap(consumer, name), lifetime);
  const volumes = await watchAll(port, kinds.volume, {}, lifetime);
  const look = (volume: Volume) => {
    if (isReaped(volume)) queue.add(volume.metadata.name);
  };
  volumes.listen((volume, change) => {
    if (change !== 'DELETED') look(volume);
  }, lifetime.signal);
  volumes.items().forEach(look);
  queue.start();
}

async function reap(consumer: Consumer, name: string): Promise<void> {
  const { port } = consumer;
  const volume = await port.find(kinds.volume, { name });
  if (volume === undefined || !isReaped(volume)) return;
  const real = { name: volume.spec?.claimRef?.uid ?? '', namespace: storageNamespaceOf(consumer) };
  const claim = await port.find(kinds.claim, real);
  if (claim !== undefined) await removeByUid(port, kinds.claim, { ...real, uid: claim.metadata.uid });
  await removeByUid(port, kinds.volume, { name, uid: volume.metadata.uid });
}
