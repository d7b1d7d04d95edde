import type { Service } from '../../../../src/kube/objects/kinds.ts';
import { fillAbsent } from '../defaults.ts';
import { kindNamed } from '../kinds.ts';
import { valueAt } from '../object.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Store } from '../store.ts';
import type { Strategy } from '../strategy.ts';

const services = kindNamed('services');

/** Defaults of a Service, with an address that no other has. */
export const serviceStrategy: Strategy = {
  fill(object, before) {
    const { spec } = object as unknown as Service;
    if (spec === undefined) return;
    fillAbsent(spec, { type: 'ClusterIP', sessionAffinity: 'None' });
    for (const port of spec.ports ?? []) fillAbsent(port, { protocol: 'TCP', targetPort: port.port });
    // What was allocated stays, also when an update does not repeat it.
    const { clusterIP: address = '' } = { ...(before as unknown as Service | undefined)?.spec, ...spec };
    if (address !== '') settle(spec, address);
  },
  prepare(object, { store }) {
    const service = object as unknown as Service;
    const { spec } = service;
    if (spec !== undefined && (spec.clusterIP ?? '') === '' && spec.type !== 'ExternalName') settle(spec, freeAddress(store));
    service.status = { loadBalancer: {} };
  },
  check(object) {
    const { spec } = object as unknown as Service;
    const needsPorts = spec?.type !== 'ExternalName' && spec?.clusterIP !== 'None';
    return needsPorts && (spec?.ports ?? []).length === 0 ? [fieldErrors.required('spec.ports', '')] : [];
  },
  checkChange(object, before): Cause[] {
    const address = valueAt(object, 'spec.clusterIP');
    if (address === valueAt(before, 'spec.clusterIP') || valueAt(before, 'spec.type') === 'ExternalName') return [];
    return [fieldErrors.invalid('spec.clusterIPs[0]', [address], 'may not change once set')];
  },
};

function settle(spec: NonNullable<Service['spec']>, address: string): void {
  spec.clusterIP = address;
  spec.clusterIPs = [address];
  fillAbsent(spec, { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster' });
}

function freeAddress(store: Store): string {
  const taken = new Set(store.list(services).map((service) => valueAt(service, 'spec.clusterIP')));
  for (let number = 2; ; number += 1) {
    const address = `10.96.${number >> 8}.${number & 255}`;
    if (!taken.has(address)) return address;
  }
}
