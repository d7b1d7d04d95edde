import { describe, expect, test } from 'vitest';
import { failedWith } from '../../../../src/kube/client/errors.ts';
import { kinds, type Namespace } from '../../../../src/kube/objects/kinds.ts';
import { at, claim, pod, withCluster } from './cluster.ts';

const cluster = withCluster();

describe.each(['port', 'http'] as const)('objects through %s', (way) => {
  const named = (name: string) => `${way}-${name}`;

  test('a new object gets an identity, and its generation rises with its spec alone', async () => {
    const made = await cluster[way].create(kinds.pod, pod(named('identity')));
    expect(made.metadata).toMatchObject({ name: named('identity'), namespace: 'app', generation: 1 });
    expect(made.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    const labelled = await cluster[way].mergePatch(kinds.pod, at(named('identity')), { metadata: { labels: { a: 'b' } } });
    expect(labelled.metadata.generation).toBe(1);
    expect(Number(labelled.metadata.resourceVersion)).toBeGreaterThan(Number(made.metadata.resourceVersion));
    const changed = await cluster[way].mergePatch(kinds.pod, at(named('identity')), { spec: { activeDeadlineSeconds: 9 } });
    expect(changed.metadata.generation).toBe(2);
  });

  test('a name is made from a prefix', async () => {
    const wanted = { ...claim(''), metadata: { generateName: 'gen-', namespace: 'app', name: '' } };
    const made = await cluster[way].create(kinds.claim, wanted);
    expect(made.metadata.name).toMatch(/^gen-[a-z0-9]{5}$/);
  });

  test('a write that changes nothing leaves the version alone', async () => {
    const made = await cluster[way].create(kinds.claim, claim(named('same')));
    const again = await cluster[way].replace(kinds.claim, at(named('same')), made);
    expect(again.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
  });

  test('a stale version and a foreign uid are conflicts, in a replacement and in patches', async () => {
    const old = await cluster[way].create(kinds.claim, claim(named('stale')));
    await cluster[way].mergePatch(kinds.claim, at(named('stale')), { metadata: { labels: { newer: 'yes' } } });
    const words = 'the object has been modified; please apply your changes to the latest version and try again';
    await expect(cluster[way].replace(kinds.claim, at(named('stale')), old)).rejects.toMatchObject({ reason: 'conflict' });
    const { resourceVersion } = old.metadata;
    const patch = { metadata: { resourceVersion, labels: { a: 'b' } } };
    await expect(cluster[way].mergePatch(kinds.claim, at(named('stale')), patch)).rejects.toThrow(words);
    const foreign = { metadata: { uid: '1234' } };
    await expect(cluster[way].mergePatch(kinds.claim, at(named('stale')), foreign)).rejects.toThrow('UID in precondition: 1234');
    const operations = [{ op: 'test', path: '/metadata/resourceVersion', value: resourceVersion } as const];
    await expect(cluster[way].jsonPatch(kinds.claim, at(named('stale')), operations)).rejects.toMatchObject({ reason: 'invalid' });
  });

  test('failures have the words and codes of Kubernetes', async () => {
    await cluster[way].create(kinds.claim, claim(named('twice')));
    const fail = (promise: Promise<unknown>) => expect(promise).rejects;
    await fail(cluster[way].create(kinds.claim, claim(named('twice')))).toMatchObject({ reason: 'alreadyExists', status: 409 });
    await fail(cluster[way].read(kinds.claim, at('nowhere'))).toThrow('persistentvolumeclaims "nowhere" not found');
    await fail(cluster[way].create(kinds.claim, claim('Bad_Name'))).toThrow(
      'PersistentVolumeClaim "Bad_Name" is invalid: metadata.name: Invalid value',
    );
    const lost = { ...claim('x'), metadata: { name: 'x', namespace: 'nowhere' } };
    await fail(cluster[way].create(kinds.claim, lost)).toThrow('namespaces "nowhere" not found');
    const unknown = { ...kinds.claim, apiVersion: 'nope.io/v1' };
    await fail(cluster[way].read(unknown, at('x'))).toMatchObject({ reason: 'notFound' });
  });

  test('status is written through its subresource only', async () => {
    const made = await cluster[way].create(kinds.claim, { ...claim(named('status')), status: { phase: 'Bound' } });
    expect(made.status).toEqual({ phase: 'Pending' });
    const ignored = await cluster[way].mergePatch(kinds.claim, at(named('status')), { status: { phase: 'Lost' } });
    expect(ignored.status).toEqual({ phase: 'Pending' });
    const patch = { status: { phase: 'Bound' }, spec: { volumeName: 'x' }, metadata: { labels: { a: 'b' } } };
    const written = await cluster[way].mergePatch(kinds.claim, at(named('status')), patch, { subresource: 'status' });
    expect(written.status).toEqual({ phase: 'Bound' });
    expect(written.spec).toEqual(made.spec);
    expect(written.metadata.labels).toBeUndefined();
  });

  test('a dry run answers as the real thing and changes nothing', async () => {
    const { resourceVersion } = await cluster[way].list(kinds.claim);
    const made = await cluster[way].create(kinds.claim, claim(named('dry')), { dryRun: true });
    expect(made.metadata.uid).toBeDefined();
    expect(made.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    expect(await cluster[way].find(kinds.claim, at(named('dry')))).toBeUndefined();
    await expect(cluster[way].create(kinds.claim, claim('Bad_'), { dryRun: true })).rejects.toMatchObject({ reason: 'invalid' });
    expect((await cluster[way].list(kinds.claim)).resourceVersion).toBe(resourceVersion);
  });

  test('nothing new comes into a namespace that is going', async () => {
    const namespace: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: named('going') } };
    const made = await cluster[way].create(kinds.namespace, namespace);
    expect(made).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': named('going') } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
    const { uid = '', resourceVersion = '' } = made.metadata;
    await cluster[way].remove(kinds.namespace, { name: named('going') }, { uid, resourceVersion });
    const going = await cluster[way].read(kinds.namespace, { name: named('going') });
    expect(going.status?.phase).toBe('Terminating');
    const late = { ...claim('late'), metadata: { name: 'late', namespace: named('going') } };
    const refused = await cluster[way].create(kinds.claim, late).catch((error: unknown) => error);
    expect(failedWith(refused, 'forbidden')).toBe(true);
    expect(String(refused)).toContain(`unable to create new content in namespace ${named('going')} because it is being terminated`);
    await cluster[way].mergePatch(kinds.namespace, { name: named('going') }, { spec: { finalizers: [] } }, { subresource: 'finalize' });
    expect(await cluster[way].find(kinds.namespace, { name: named('going') })).toBeUndefined();
  });

  test('a list is in order of namespaces and names, whatever came and went', async () => {
    const places = [named('zone'), named('zone-b'), named('zone0')];
    for (const name of places) await cluster.port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const secret = (namespace: string, name: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } });
    for (const name of ['c', 'a', 'b'])
      for (const place of places.toReversed()) await cluster.port.create(kinds.secret, secret(place, name));
    const key = { namespace: named('zone'), name: 'b' };
    const { uid = '', resourceVersion = '' } = (await cluster.port.read(kinds.secret, key)).metadata;
    await cluster.port.remove(kinds.secret, key, { uid, resourceVersion });
    const list = async (scope: object): Promise<string[]> =>
      (await cluster[way].list(kinds.secret, scope)).items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(await list({ namespace: named('zone') })).toEqual([`${named('zone')}/a`, `${named('zone')}/c`]);
    const all = (await list({})).filter((path) => path.startsWith(way));
    expect(all).toEqual(all.toSorted());
    expect(all).toHaveLength(8);
  });
});

test('what a list of the port gives to everybody, nobody can change', async () => {
  await cluster.port.create(kinds.claim, claim('shared'));
  const [listed] = (await cluster.port.list(kinds.claim, { fields: 'metadata.name=shared' })).items;
  expect(() => Object.assign(listed?.metadata ?? {}, { name: 'other' })).toThrow(TypeError);
  const read = await cluster.port.read(kinds.claim, at('shared'));
  read.metadata.name = 'other';
  expect((await cluster.port.read(kinds.claim, at('shared'))).metadata.name).toBe('shared');
});
