import { runCommand } from './command.ts';
import { clustersOf, type Lab, labAddress, type NodePlan, nodesOf, prefixLength } from './layout.ts';
import { enterNetwork } from './namespaces.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** Lines for `ip -batch` in the lab's network: a bridge, a cable to every node, and the way to every pod. */
function renderLabNetwork(lab: Lab, nodes: Readonly<Record<string, ProcessIdentity>>): string[] {
  const cables = nodesOf(lab).flatMap(({ name, address, podRange }) => [
    `link add ${name} type veth peer name eth0 netns ${nodes[name]?.pid}`,
    `link set ${name} master lab up`,
    `route add ${podRange} via ${address}`,
  ]);
  const addresses = [labAddress, ...clustersOf(lab).map(({ dnsAddress }) => dnsAddress)];
  return ['link add lab type bridge', ...addresses.map((one) => `addr add ${one}/${prefixLength} dev lab`), 'link set lab up', ...cables];
}

/** The same for a node: its address, and the way to the pods of all others. */
function renderNodeNetwork(lab: Lab, node: NodePlan): string[] {
  const others = nodesOf(lab).filter(({ name }) => name !== node.name);
  return [
    `addr add ${node.address}/${prefixLength} dev eth0`,
    'link set eth0 up',
    `route add default via ${labAddress}`,
    ...others.map(({ podRange, address }) => `route add ${podRange} via ${address}`),
  ];
}

interface Running {
  readonly lab: ProcessIdentity;
  readonly nodes: Readonly<Record<string, ProcessIdentity>>;
}

/** Joins the running nodes. */
export async function connectNodes(lab: Lab, running: Running, signal: AbortSignal): Promise<void> {
  const configure = async (place: ProcessIdentity, lines: readonly string[]): Promise<void> => {
    await runCommand([...enterNetwork(place), 'ip', '-batch', '-'], { signal, input: `${lines.join('\n')}\n` });
  };
  await configure(running.lab, renderLabNetwork(lab, running.nodes));
  for (const node of nodesOf(lab)) {
    const place = running.nodes[node.name];
    if (place !== undefined) await configure(place, renderNodeNetwork(lab, node));
  }
}
