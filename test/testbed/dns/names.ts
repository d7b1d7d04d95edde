import type { EndpointSlice, Service } from '../../../src/kube/kinds.ts';

/** What a cluster's names are made of. */
export interface Records {
  readonly service: (name: string, namespace: string) => Service | undefined;
  readonly slices: () => readonly EndpointSlice[];
}

/** The most that fit into an answer of 512 bytes. */
const most = 20;

/**
 * Addresses of `<service>.<namespace>.svc[.cluster.local]`, and for headless Services of `<hostname>.` before it;
 * undefined when there is no such name.
 */
export function resolveName(name: string, records: Records): string[] | undefined {
  const [, pod, serviceName = '', namespace = ''] = /^(?:([^.]+)\.)?([^.]+)\.([^.]+)\.svc(?:\.cluster\.local)?$/.exec(name) ?? [];
  const service = records.service(serviceName, namespace);
  const clusterIP = service?.spec?.clusterIP;
  if (clusterIP === undefined) return undefined;
  if (clusterIP !== 'None') return pod === undefined ? [clusterIP] : undefined;
  const addresses = endpointsOf(serviceName, namespace, records)
    .filter(({ hostname }) => pod === undefined || hostname === pod)
    .flatMap((endpoint) => endpoint.addresses)
    .slice(0, most);
  return pod !== undefined && addresses.length === 0 ? undefined : addresses;
}

function endpointsOf(service: string, namespace: string, { slices }: Records): EndpointSlice['endpoints'] {
  const mine = slices().filter(({ metadata }) => {
    return metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === service;
  });
  return mine.flatMap(({ endpoints }) => endpoints).filter(({ conditions }) => conditions?.ready !== false);
}
