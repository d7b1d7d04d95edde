import type { EndpointSlice, Pod, Service } from '../../../src/kube/objects/kinds.ts';
import { matchesSelector } from '../api/selectors.ts';
import { isTerminating } from './objects.ts';
import { isFinished, isReady } from './states.ts';

export type SliceContent = Pick<EndpointSlice, 'addressType' | 'endpoints' | 'ports'>;
type Endpoint = EndpointSlice['endpoints'][number];
type Ports = NonNullable<EndpointSlice['ports']>;
type ServicePort = NonNullable<NonNullable<Service['spec']>['ports']>[number];

/** What the slices of a Service say: one per set of ports, since a named port may have another number in each pod. */
export function renderSlices(service: Service, pods: readonly Pod[]): SliceContent[] {
  const groups = new Map<string, { ports: Ports; endpoints: Endpoint[] }>();
  for (const pod of pods.filter((one) => isBehind(service, one))) {
    const ports = portsOn(service, pod);
    const id = JSON.stringify(ports);
    const group = groups.get(id) ?? { ports, endpoints: [] };
    group.endpoints.push(endpointOf(service, pod));
    groups.set(id, group);
  }
  // A Service without pods has one empty slice, so that "none" differs from "not known yet".
  if (groups.size === 0) return [{ addressType: 'IPv4', endpoints: [], ports: [] }];
  return [...groups.values()].map(({ ports, endpoints }) => ({ addressType: 'IPv4', endpoints, ports }));
}

function isBehind(service: Service, pod: Pod): boolean {
  const selected = matchesSelector({ matchLabels: service.spec?.selector ?? {} }, pod.metadata.labels);
  return selected && !isFinished(pod) && pod.metadata.namespace === service.metadata.namespace && (pod.status?.podIP ?? '') !== '';
}

function portsOn(service: Service, pod: Pod): Ports {
  return (service.spec?.ports ?? []).flatMap((port) => {
    const number = numberOf(port, pod);
    return number === undefined ? [] : [{ name: port.name ?? '', port: number, protocol: port.protocol ?? 'TCP' }];
  });
}

function numberOf(port: ServicePort, pod: Pod): number | undefined {
  const target: unknown = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const ports = (pod.spec?.containers ?? []).flatMap((container) => container.ports ?? []);
  return ports.find(({ name, protocol = 'TCP' }) => name === target && protocol === (port.protocol ?? 'TCP'))?.containerPort;
}

function endpointOf(service: Service, pod: Pod): Endpoint {
  const { name, namespace = '', uid = '' } = pod.metadata;
  const { hostname, subdomain, nodeName } = pod.spec ?? {};
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: conditionsOf(service, pod),
    ...(hostname !== undefined && subdomain === service.metadata.name ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    targetRef: { kind: 'Pod', name, namespace, uid },
  };
}

function conditionsOf(service: Service, pod: Pod): NonNullable<Endpoint['conditions']> {
  const serving = isReady(pod);
  const terminating = isTerminating(pod);
  return { ready: service.spec?.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating };
}
