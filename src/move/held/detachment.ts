import { kinds, type VolumeAttachment } from '../../kube/objects/kinds.ts';
import type { Move } from '../model/move.ts';
import { waitForObjects } from '../../kube/client/wait.ts';

/** Waits until no node has the volume attached any more, as long as that takes. */
export async function waitUntilDetached(move: Move, volume: string): Promise<void> {
  const nodes = await findAttachedNodes(move, volume);
  if (nodes.length === 0) return;
  move.waiting(`volume ${volume} to be detached from node ${nodes.join(', ')}`);
  await waitForObjects(
    { port: move.consumer, kind: kinds.volumeAttachment, scope: {} },
    (attachments) => (nodesWith(attachments, volume).length > 0 ? undefined : true),
    move,
  );
}

/** Nodes to which the cluster has the volume attached. */
export async function findAttachedNodes(move: Move, volume: string): Promise<readonly string[]> {
  return nodesWith((await move.consumer.list(kinds.volumeAttachment)).items, volume);
}

function nodesWith(attachments: readonly VolumeAttachment[], volume: string): readonly string[] {
  return attachments.filter(({ spec }) => spec.source.persistentVolumeName === volume).map(({ spec }) => spec.nodeName);
}
