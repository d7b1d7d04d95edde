import { runCommand } from './command.ts';
import { enterNode } from './namespaces.ts';
import { containerdSocket } from './node-programs.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { readState } from './state.ts';

/** Command of containerd's own client on a node, for the images that its kubelet sees. */
export function containerdClient(node: ProcessIdentity): string[] {
  return [...enterNode(node), 'ctr', '--address', containerdSocket, '--namespace', 'k8s.io'];
}

/** Imports an image archive on these nodes of the testbed that runs in `folder`. */
export async function importImage(folder: string, nodes: readonly string[], archive: string): Promise<void> {
  for (const name of nodes) {
    const node = readState(folder)?.nodes[name];
    if (node === undefined) throw new Error(`node ${name} does not run`);
    await runCommand([...containerdClient(node), 'images', 'import', archive], { signal: AbortSignal.timeout(120_000) });
  }
}
