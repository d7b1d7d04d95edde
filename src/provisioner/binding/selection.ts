import { patchExactly } from '../../kube/client/exact-writes.ts';
import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import { bindingNames, storageNames } from '../../volumes/names.ts';
import type { Answer } from '../model/answer.ts';
import type { Provisioner } from '../model/provisioner.ts';
import type { RealClaim } from './real-claim.ts';

/** Name of the node that the scheduler selected for the claim's first pod. */
export function selectedNodeOf({ metadata }: Claim): string | undefined {
  return metadata.annotations?.[bindingNames.selectedNode];
}

/** Takes the selection off the claim: the scheduler then chooses a node again (volume binding's contract with provisioners). */
export async function giveBackSelection(
  { consumer }: Provisioner,
  claim: Claim,
  why: { reason: string; because: string },
): Promise<Answer> {
  await patchExactly(consumer, { kind: kinds.claim, object: claim }, { metadata: { annotations: { [bindingNames.selectedNode]: null } } });
  return { kind: 'reschedule', ...why };
}

/**
 * Keeps the real claim's selection at what the scheduler chose for the virtual one. Where the real provisioner has given it back, the virtual
 * claim's is given back too; the note of it goes first, so that a crash in between only tries the node once more.
 */
export async function followSelection(
  provisioner: Provisioner,
  claim: Claim,
  { real, object }: { real: RealClaim; object: Claim },
): Promise<Answer | undefined> {
  const node = selectedNodeOf(claim);
  if (node === undefined || selectedNodeOf(object) === node) return undefined;
  const givenBack = selectedNodeOf(object) === undefined && object.metadata.annotations?.[storageNames.requestedNode] === node;
  const { selectedNode } = bindingNames;
  const annotations = givenBack ? { [storageNames.requestedNode]: null } : { [selectedNode]: node, [storageNames.requestedNode]: node };
  await patchExactly(real.port, { kind: kinds.claim, object }, { metadata: { annotations } });
  if (!givenBack) return undefined;
  const told = real.told.newest(object.metadata.uid);
  const because = `node ${node} cannot serve it${told === undefined ? '' : `: ${told.message}`}`;
  return giveBackSelection(provisioner, claim, { reason: 'SelectionGivenBack', because });
}
