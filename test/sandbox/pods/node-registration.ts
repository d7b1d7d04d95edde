import { arch, cpus } from 'node:os';
import { failedWith } from '../../../src/kube/client/errors.ts';
import { kinds, type Node } from '../../../src/kube/objects/kinds.ts';
import { timestamp } from '../../support/timestamp.ts';
import type { NodeContext } from './node-context.ts';

export interface NodeAddress {
  readonly ip: string;
  /** Where the kubelet answers for logs. */
  readonly port: number;
}

/** Makes the node or takes it over, Ready and with room for every pod. */
export async function ensureNode({ port, clock }: Pick<NodeContext, 'port' | 'clock'>, name: string, address: NodeAddress): Promise<Node> {
  const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': arch() === 'x64' ? 'amd64' : arch() };
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {} } as Node;
  try {
    await port.create(kinds.node, node);
  } catch (error) {
    if (!failedWith(error, 'alreadyExists')) throw error;
    await port.mergePatch(kinds.node, { name }, { metadata: { labels } });
  }
  return await port.mergePatch(
    kinds.node,
    { name },
    { status: nodeStatus(name, address, timestamp(clock.now())) },
    { subresource: 'status' },
  );
}

function nodeStatus(name: string, address: NodeAddress, now: string): object {
  const room = { cpu: `${Math.max(cpus().length, 16)}`, memory: '64Gi', 'ephemeral-storage': '200Gi', pods: '250' };
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status,
    reason,
    message: '',
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  });
  return {
    capacity: room,
    allocatable: room,
    addresses: [
      { type: 'InternalIP', address: address.ip },
      { type: 'Hostname', address: name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: address.port } },
    conditions: [
      condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
      condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
      condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
      condition('Ready', 'True', 'KubeletReady'),
    ],
    nodeInfo: {
      kubeletVersion: 'v1.34.0',
      kubeProxyVersion: 'v1.34.0',
      operatingSystem: 'linux',
      architecture: arch() === 'x64' ? 'amd64' : arch(),
      containerRuntimeVersion: 'process://1',
      osImage: 'sandbox',
      kernelVersion: '0',
      machineID: name,
      systemUUID: name,
      bootID: name,
    },
  };
}
