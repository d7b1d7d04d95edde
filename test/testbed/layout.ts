/** One node: a network, mount and process namespace of its own. */
export interface NodePlan {
  readonly name: string;
  readonly address: string;
  /** Addresses of its pods. */
  readonly podRange: string;
}

export interface ClusterPlan {
  readonly name: string;
  /** The first one runs the control plane too. */
  readonly nodes: readonly [NodePlan, ...NodePlan[]];
  readonly podRange: string;
  readonly serviceRange: string;
  /** Of the DNS server that its pods ask. */
  readonly dnsAddress: string;
}

/** What runs where. All addresses exist in the lab's own network namespace only. */
export interface Lab {
  readonly consumer: ClusterPlan;
  readonly providers: readonly ClusterPlan[];
}

/** The lab's bridge; what plays Liqo listens here. */
export const labAddress = '172.30.0.1';
export const prefixLength = 24;

const names = ['rome', 'milan', 'paris'] as const;

/** Plans the consumer `rome` with two nodes, and one or two providers with one. */
export function planLab(providers: number): Lab {
  const [consumer, ...others] = names.slice(0, providers + 1).map((name, index) => planCluster(name, index));
  if (consumer === undefined) throw new Error('a lab has a consumer');
  return { consumer, providers: others };
}

export function clustersOf({ consumer, providers }: Lab): ClusterPlan[] {
  return [consumer, ...providers];
}

export function nodesOf(lab: Lab): NodePlan[] {
  return clustersOf(lab).flatMap(({ nodes }) => nodes);
}

/** Address of the node with the control plane. */
export function controlAddress({ nodes }: ClusterPlan): string {
  return nodes[0].address;
}

function planCluster(name: string, index: number): ClusterPlan {
  const node = (number: number): NodePlan => ({
    name: `${name}-${number}`,
    address: `172.30.0.${10 * (index + 1) + number}`,
    podRange: `10.${210 + 10 * index}.${number}.0/24`,
  });
  return {
    name,
    nodes: index === 0 ? [node(1), node(2)] : [node(1)],
    podRange: `10.${210 + 10 * index}.0.0/16`,
    serviceRange: `10.${110 + 10 * index}.0.0/16`,
    dnsAddress: `172.30.0.${50 + index}`,
  };
}
