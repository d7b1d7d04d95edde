import type { EndpointSlice, Service } from '../../../src/kube/objects/kinds.ts';

/** Where a connection to a host name of the cluster goes. */
export type Route =
  | { readonly kind: 'address'; readonly host: string; readonly port: number }
  /** A connection would be refused: no pod is ready behind the Service, or it has no such port. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface ClusterNames {
  /** As in `cluster.local`. */
  readonly domain: string;
  readonly services: () => readonly Service[];
  readonly slices: () => readonly EndpointSlice[];
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** Resolves `<service>.<namespace>.svc[.<domain>]`, a Service's cluster IP, or a plain address. */
export function findRoute({ host, port }: Target, names: ClusterNames): Route {
  const full = host.replace(/\.$/, '');
  const name = /^([^.]+)\.([^.]+)\.svc$/.exec(full.endsWith(`.${names.domain}`) ? full.slice(0, -names.domain.length - 1) : full);
  const service = names
    .services()
    .find(({ metadata, spec }) => (name === null ? spec?.clusterIP === host : metadata.name === name[1] && metadata.namespace === name[2]));
  if (service !== undefined) return serviceRoute(service, port, names.slices());
  if (name === null && /^[\d.]+$|^localhost$/.test(host)) return { kind: 'address', host, port };
  return { kind: 'unknown', reason: `no such host: ${host}` };
}

function serviceRoute(service: Service, port: number, slices: readonly EndpointSlice[]): Route {
  const { name, namespace } = service.metadata;
  const where = `service ${namespace}/${name}`;
  const servicePort = service.spec?.ports?.find((candidate) => candidate.port === port);
  if (servicePort === undefined) return { kind: 'refused', reason: `${where} has no port ${port}` };
  const ready = slices
    .filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === name)
    .flatMap((slice) => addressesOf(slice, servicePort.name ?? ''));
  const [first] = ready;
  if (first === undefined) return { kind: 'refused', reason: `${where} has no ready endpoint` };
  return { kind: 'address', ...first };
}

function addressesOf(slice: EndpointSlice, portName: string): Target[] {
  const port = slice.ports?.find(({ name }) => (name ?? '') === portName)?.port;
  if (port === undefined) return [];
  return (slice.endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false)
    .flatMap(({ addresses }) => addresses.map((host) => ({ host, port })));
}
