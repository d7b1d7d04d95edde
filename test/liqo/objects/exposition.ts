import { type EndpointSlice, kinds, type Service } from '../../../src/kube/objects/kinds.ts';
import type { Reflection } from '../kubelet/reflection.ts';
import { nodesOf } from '../peering.ts';
import { reflectObjects } from './object-reflector.ts';

const managedBy = 'endpointslice.kubernetes.io/managed-by';
const reflected = 'endpointslice.reflection.liqo.io';

/** Services verbatim but for their addresses, and their endpoints. */
export async function reflectExposition(reflection: Reflection): Promise<void> {
  const { view, provider, consumer } = reflection;
  await Promise.all([
    reflectObjects(reflection, { kind: kinds.service, locals: view.services, port: provider.tenantPort, body: serviceBody }),
    reflectObjects(reflection, {
      kind: kinds.endpointSlice,
      locals: view.slices,
      // The tenant may not write slices: the provider's side of Liqo does.
      port: provider.port,
      labels: { [managedBy]: reflected },
      body: (slice) => sliceBody(slice, nodesOf(provider), consumer.id),
    }),
  ]);
}

function serviceBody({ spec }: Service): Partial<Service> {
  const { clusterIP, clusterIPs: _addresses, healthCheckNodePort: _health, ports = [], ...rest } = spec ?? {};
  return {
    spec: {
      ...rest,
      // Headless is a property, every other value an address of this cluster.
      ...(clusterIP === 'None' ? { clusterIP } : {}),
      ports: ports.map(({ nodePort: _nodePort, ...port }) => port),
    },
  };
}

/** Endpoints that run on that provider already are left out: it knows them itself. */
function sliceBody(slice: EndpointSlice, nodes: readonly string[], consumer: string): Partial<EndpointSlice> | undefined {
  if (slice.metadata.labels?.[managedBy] === reflected) return undefined;
  const endpoints = slice.endpoints.filter((endpoint) => !nodes.includes(endpoint.nodeName ?? ''));
  return {
    addressType: slice.addressType,
    ports: slice.ports ?? [],
    endpoints: endpoints.map(({ addresses, conditions = {}, hostname }) => ({
      addresses,
      conditions,
      nodeName: consumer,
      ...(hostname === undefined ? {} : { hostname }),
    })),
  };
}
