import type { AddressInfo } from 'node:net';
import { kinds, type Node } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import type { Lifetime } from '../lifetime.ts';
import { classesOf, type Consumer, type Provider } from '../peering.ts';
import { timestamp } from '../../support/timestamp.ts';
import { retried } from '../watched.ts';

const heartbeatMilliseconds = 10_000;
const capacity = { cpu: '64', memory: '128Gi', pods: '500', 'ephemeral-storage': '500Gi' };

export interface NodeAddress {
  readonly name: string;
  /** Where its virtual kubelet listens. */
  readonly server: AddressInfo;
}

/** Registers a virtual node and keeps it Ready; without heartbeat it stays as it is, and is not deleted. */
export async function keepVirtualNode(consumer: Consumer, provider: Provider, node: NodeAddress, lifetime: Lifetime): Promise<void> {
  const beat = async () => {
    await consumer.port.mergePatch(kinds.node, { name: node.name }, { status: nodeStatus(node) }, { subresource: 'status' });
  };
  await retried(async () => {
    await register(consumer.port, forgeNode(provider, node.name));
    await beat();
  }, lifetime.signal);
  const timer = setInterval(() => lifetime.track(beat()), heartbeatMilliseconds);
  lifetime.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

async function register(port: KubePort, node: Node): Promise<void> {
  const { name, labels } = node.metadata;
  const present = await port.find(kinds.node, { name });
  if (present === undefined) await port.create(kinds.node, node);
  // Not the taints: somebody may have cordoned the node meanwhile.
  else await port.mergePatch(kinds.node, { name }, { metadata: { labels } });
}

function forgeNode(provider: Provider, name: string): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        [liqoNames.nodeType]: liqoNames.virtualNode,
        [liqoNames.remoteClusterId]: provider.id,
        [liqoNames.storageAvailable]: String(classesOf(provider).length > 0),
        'kubernetes.io/hostname': name,
        'kubernetes.io/role': 'agent',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        type: 'virtual-kubelet',
        'node.kubernetes.io/exclude-from-external-load-balancers': 'true',
        'alpha.service-controller.kubernetes.io/exclude-balancer': 'true',
      },
    },
    spec: { taints: [{ key: liqoNames.notAllowedTaint, value: 'true', effect: 'NoExecute' }] },
  };
}

function nodeStatus({ name, server }: { name: string; server: AddressInfo }): Node['status'] {
  const now = timestamp(new Date());
  return {
    capacity,
    allocatable: capacity,
    addresses: [
      { type: 'InternalIP', address: server.address },
      { type: 'Hostname', address: name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: server.port } },
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'KubeletReady',
        message: 'The virtual kubelet is ready',
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      },
    ],
    nodeInfo: {
      architecture: 'amd64',
      bootID: '',
      containerRuntimeVersion: '',
      kernelVersion: '',
      kubeProxyVersion: '',
      kubeletVersion: 'v1.34.0',
      machineID: '',
      operatingSystem: 'linux',
      osImage: '',
      systemUUID: '',
    },
  };
}
