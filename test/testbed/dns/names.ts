import type { EndpointSlice, Service } from '../../../src/kube/objects/kinds.ts';

/** What a cluster's names are made of. */
export interface Records {
  readonly service: (name: string, namespace: string) => Service | undefined;
  readonly slices: () => readonly EndpointSlice[];
}

/** The most that fit into an answer of 512 bytes. */
const most = 20;

/** `[<pod>.]<service>.<namespace>.svc[.cluster.local]` */
const form = /^(?:(?<pod>[^.]+)\.)?(?<service>[^.]+)\.(?<namespace>[^.]+)\.svc(?:\.cluster\.local)?$/;

/** Addresses of a Service, of the endpoints of a headless one, or of one of those by its hostname; undefined when there is no such name. */
export function resolveName(name: string, records: Records): string[] | undefined {
  const { pod, service = '', namespace = '' } = form.exec(name)?.groups ?? {};
  const clusterIP = records.service(service, namespace)?.spec?.clusterIP;
  if (clusterIP === undefined) return undefined;
  if (clusterIP === 'None') return resolveHeadless(pod, endpointsOf(service, namespace, records));
  return pod === undefined ? [clusterIP] : undefined;
}

function resolveHeadless(pod: string | undefined, endpoints: Endpoints): string[] | undefined {
  const named = pod === undefined ? endpoints : endpoints.filter(({ hostname }) => hostname === pod);
  if (pod !== undefined && named.length === 0) return undefined;
  return named.flatMap(({ addresses }) => addresses).slice(0, most);
}

type Endpoints = EndpointSlice['endpoints'];

function endpointsOf(service: string, namespace: string, { slices }: Records): Endpoints {
  const mine = slices().filter(({ metadata }) => {
    return metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === service;
  });
  return mine.flatMap(({ endpoints }) => endpoints).filter(({ conditions }) => conditions?.ready !== false);
}
