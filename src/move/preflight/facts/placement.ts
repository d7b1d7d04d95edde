import { kinds, type Node, type Volume } from '../../../kube/objects/kinds.ts';
import { affinityRequirements } from '../../../kube/objects/node-affinity.ts';
import type { KubePort } from '../../../kube/client/port.ts';
import { isNodeReady } from '../../../liqo/virtual-node.ts';

/** A node that the move depends on, besides the target. */
export interface NodeState {
  readonly name: string;
  readonly ready: boolean;
}

/** A volume of the claim that a node has attached. */
export interface Attachment {
  readonly volume: string;
  readonly node: NodeState;
}

export async function readAttachments(port: KubePort, volumes: readonly string[]): Promise<readonly Attachment[]> {
  const all = await port.list(kinds.volumeAttachment);
  const ours = all.items.flatMap(({ spec }) => {
    const { persistentVolumeName: volume = '' } = spec.source;
    return volumes.includes(volume) ? [{ volume, node: spec.nodeName }] : [];
  });
  return Promise.all(ours.map(async ({ volume, node }) => ({ volume, node: await readNodeState(port, node) })));
}

/** A node that is gone is not ready. */
export async function readNodeState(port: KubePort, name: string): Promise<NodeState> {
  const node = await port.find(kinds.node, { name });
  return { name, ready: node !== undefined && isNodeReady(node) };
}

/** The nodes that a volume is bound to by their host names; none where it can be reached from others, too. */
export async function readVolumeNodes(port: KubePort, volume: Volume | undefined): Promise<readonly NodeState[]> {
  const bound = affinityRequirements(volume?.spec?.nodeAffinity).filter(({ key, operator }) => key === hostname && operator === 'In');
  // What is no label value would be another selector.
  const values = bound.flatMap((requirement) => requirement.values ?? []).filter((value) => /^[\w.-]{1,63}$/.test(value));
  const lists = await Promise.all(values.map((value) => port.list(kinds.node, { labels: `${hostname}=${value}` })));
  return lists.flatMap(({ items }) => items.map(nodeState));
}

const hostname = 'kubernetes.io/hostname';

function nodeState(node: Node): NodeState {
  return { name: node.metadata.name, ready: isNodeReady(node) };
}
