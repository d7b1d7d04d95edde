import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EndpointSlice, type Event, kinds, type Secret } from '../../../src/kube/objects/kinds.ts';
import { type Clusters, offload, startClusters } from './clusters.ts';
import { until, untilPasses } from '../../support/until.ts';

let clusters: Clusters;
const milan = () => clusters.provider('milan');
const here = (name: string) => ({ name, namespace: 'app' });
const there = (name: string) => ({ name, namespace: 'app-rome' });
const base64 = (text: string) => Buffer.from(text).toString('base64');

function secret(name: string, data: Record<string, string>, annotations: Record<string, string> = {}): Secret {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { ...here(name), annotations }, type: 'Opaque', data };
}

async function remove(name: string): Promise<void> {
  const { metadata } = await clusters.rome.read(kinds.secret, here(name));
  await clusters.rome.remove(kinds.secret, here(name), { uid: metadata.uid ?? '', resourceVersion: metadata.resourceVersion ?? '' });
}

describe('objects of an offloaded namespace', () => {
  beforeAll(async () => {
    clusters = await startClusters();
    await offload(clusters.rome, 'app');
  });
  afterAll(() => clusters.close());

  it('come, follow every change, and go', async () => {
    await clusters.rome.create(kinds.secret, secret('key', { a: base64('1'), b: base64('2') }));
    const copy = await until(() => milan().find(kinds.secret, there('key')));
    expect(copy.metadata.labels).toEqual({ 'offloading.liqo.io/origin': 'rome', 'offloading.liqo.io/destination': 'milan' });
    await clusters.rome.mergePatch(kinds.secret, here('key'), { data: { a: base64('3'), b: null } });
    await untilPasses(async () => expect((await milan().read(kinds.secret, there('key'))).data).toEqual({ a: base64('3') }));
    await remove('key');
    await untilPasses(async () => expect(await milan().find(kinds.secret, there('key'))).toBeUndefined());
  });

  it('stay here when annotated so', async () => {
    await clusters.rome.create(kinds.secret, secret('private', {}, { 'liqo.io/skip-reflection': 'true' }));
    await clusters.rome.create(kinds.secret, secret('public', {}));
    await until(() => milan().find(kinds.secret, there('public')));
    expect(await milan().find(kinds.secret, there('private'))).toBeUndefined();
  });

  it('never touch a foreign one of the same name', async () => {
    await milan().create(kinds.secret, { ...secret('taken', { a: base64('theirs') }), metadata: there('taken') });
    await clusters.rome.create(kinds.secret, secret('taken', { a: base64('ours') }));
    await until(async () =>
      (await clusters.rome.list(kinds.event, { namespace: 'app' })).items.find((one) => one.involvedObject.name === 'taken'),
    );
    await remove('taken');
    await clusters.rome.create(kinds.secret, secret('taken-after', {}));
    await until(() => milan().find(kinds.secret, there('taken-after')));
    expect((await milan().read(kinds.secret, there('taken'))).data).toEqual({ a: base64('theirs') });
  });

  it('are Services without addresses, and endpoints without those that run over there', async () => {
    await clusters.rome.create(kinds.service, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: here('repository'),
      spec: { selector: { app: 'repository' }, ports: [{ port: 8000 }] },
    });
    const slice: EndpointSlice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...here('repository-abc'), labels: { 'kubernetes.io/service-name': 'repository' } },
      addressType: 'IPv4',
      ports: [{ port: 8000 }],
      endpoints: [
        { addresses: ['127.10.0.7'], conditions: { ready: true }, nodeName: 'rome-1' },
        { addresses: ['127.20.0.7'], conditions: { ready: true }, nodeName: 'milan' },
      ],
    };
    await clusters.rome.create(kinds.endpointSlice, slice);
    const service = await until(() => milan().find(kinds.service, there('repository')));
    expect(service.spec).toMatchObject({ selector: { app: 'repository' }, ports: [{ port: 8000 }] });
    const copy = await until(() => milan().find(kinds.endpointSlice, there('repository-abc')));
    expect(copy.metadata.labels).toMatchObject({
      'kubernetes.io/service-name': 'repository',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice.reflection.liqo.io',
    });
    expect(copy.endpoints).toMatchObject([{ addresses: ['127.10.0.7'], conditions: { ready: true }, nodeName: 'rome' }]);
  });

  it('leave alone the slices that the provider makes itself for a copied Service', async () => {
    const own: EndpointSlice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...there('own'), labels: { 'offloading.liqo.io/origin': 'rome', 'offloading.liqo.io/destination': 'milan' } },
      addressType: 'IPv4',
      endpoints: [],
    };
    await milan().create(kinds.endpointSlice, own);
    const slice = { ...own, metadata: here('later') };
    await clusters.rome.create(kinds.endpointSlice, slice);
    await until(() => milan().find(kinds.endpointSlice, there('later')));
    expect(await milan().find(kinds.endpointSlice, there('own'))).toBeDefined();
  });

  it('get the events of their copies, marked as remote', async () => {
    const local = await clusters.rome.create(kinds.secret, secret('told', {}));
    const copy = await until(() => milan().find(kinds.secret, there('told')));
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: there('told.1'),
      involvedObject: { apiVersion: 'v1', kind: 'Secret', name: 'told', namespace: 'app-rome', uid: copy.metadata.uid ?? '' },
      reason: 'Seen',
      message: 'over there',
      type: 'Normal',
      source: { component: 'somebody' },
    } as Event;
    await milan().create(kinds.event, event);
    const told = await until(() => clusters.rome.find(kinds.event, here('told.1')));
    expect(told).toMatchObject({
      message: 'over there',
      source: { component: 'somebody (remote)' },
      involvedObject: { uid: local.metadata.uid, namespace: 'app' },
    });
  });
});
