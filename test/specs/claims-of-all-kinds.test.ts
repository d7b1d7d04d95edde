import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Claim, kinds, type StorageClass } from '../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../src/liqo/kinds.ts';
import { scriptedRestic } from '../faults/scripted-restic.ts';
import { type App, type AppOptions, createApp, onVolume, readClaim } from '../place/app.ts';
import { moveVolume } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

const [fill, look] = ['echo one > /data/file', 'cat /data/file'];

/** The copy itself is proven elsewhere. */
const quickly = ['--verify', 'none'];

async function createSmall(place: SandboxPlace, options: Omit<AppOptions, 'fill'>): Promise<App> {
  return createApp(place, { ...options, fill });
}

/** Moves, and expects that a pod finds the data there. Returns what the program said. */
async function moveWell(place: SandboxPlace, app: App, node: string, flags: readonly string[] = []): Promise<string> {
  const end = await moveVolume(place, app, node, [...quickly, ...flags]);
  expect(end, end.stdout).toMatchObject({ exitCode: 0 });
  expect(await onVolume(place, app, { node, script: look })).toEqual(['one']);
  return end.stdout;
}

/** A class in both clusters, which the provider advertises. */
async function offerClass({ clusters, consumer }: SandboxPlace, name: string, parameters: Record<string, string>): Promise<void> {
  for (const port of Object.values(clusters)) {
    const { provisioner, volumeBindingMode } = await port.read(kinds.storageClass, { name: 'local-path' });
    const { apiVersion, kind } = kinds.storageClass;
    await port.create(kinds.storageClass, {
      apiVersion,
      kind,
      metadata: { name },
      provisioner,
      volumeBindingMode,
      parameters,
    } as StorageClass);
  }
  const key = { name: 'milan', namespace: 'liqo-tenant-milan' };
  const { spec } = await consumer.read(liqoKinds.virtualNode, key);
  const storageClasses = [...(spec.storageClasses ?? []), { storageClassName: name }];
  await consumer.mergePatch(liqoKinds.virtualNode, key, { spec: { storageClasses } });
}

/** In place of a class. */
const unclassed = { storageClassName: undefined } as unknown as NonNullable<Claim['spec']>;

describe.concurrent('a claim', () => {
  let place: SandboxPlace;
  beforeAll(async () => {
    place = await openSandbox({ restic: scriptedRestic });
    await offerClass(place, 'gold', {});
    await offerClass(place, 'shared', { shared: 'true' });
  });
  afterAll(async () => place.close());

  async function readRemote({ namespace, claim }: App): Promise<Claim | undefined> {
    return place.clusters['milan']?.find(kinds.claim, { namespace: `${namespace}-rome`, name: claim });
  }

  it('may have a name as long as a label, at home everywhere', async () => {
    const app = await createSmall(place, { node: 'rome-1', claim: 'c'.repeat(63) });
    await moveWell(place, app, 'milan');
    expect(await moveWell(place, app, 'rome-2')).not.toContain('longer than a label');
  });

  it('may have the longest name there is, and is told what a local home cannot carry', async () => {
    const app = await createSmall(place, { node: 'milan', claim: `a${'.b'.repeat(126)}` });
    expect(app.claim).toHaveLength(253);
    expect(await moveWell(place, app, 'rome-1')).toContain("the claim's name is longer than a label may be");
    await moveWell(place, app, 'milan');
  });

  it('may select volumes and come from a data source, which its new volume does not', async () => {
    const dataSource = { kind: 'PersistentVolumeClaim', name: 'elsewhere' };
    const selector = { matchLabels: { tier: 'gold' } };
    const app = await createSmall(place, { node: 'milan', spec: { dataSource, selector } });
    await moveWell(place, app, 'rome-1');
    const { spec } = await readClaim(place, app);
    expect(spec).toMatchObject({ selector });
    expect(spec?.dataSource).toBeUndefined();
    await moveWell(place, app, 'milan');
  });

  it('may say which class and which access modes it has in a provider', async () => {
    const annotations = { 'liqo.io/remote-storage-class': 'gold', 'liqo.io/remote-access-modes': 'ReadWriteOnce, ReadWriteOncePod' };
    const app = await createSmall(place, { node: 'rome-1', annotations });
    await moveWell(place, app, 'milan');
    expect((await readRemote(app))?.spec).toMatchObject({ storageClassName: 'gold', accessModes: ['ReadWriteOnce', 'ReadWriteOncePod'] });
    expect((await readClaim(place, app)).metadata.annotations).toMatchObject(annotations);
  });

  it('may have its class by the annotation that is older than the field, and annotations that are called like built-in properties', async () => {
    const annotations = { 'volume.beta.kubernetes.io/storage-class': 'liqo', constructor: 'a', prototype: 'b', hasOwnProperty: 'c' } as {};
    const app = await createSmall(place, { node: 'rome-1', annotations, spec: unclassed });
    await moveWell(place, app, 'milan');
    await moveWell(place, app, 'rome-2');
    const { metadata, spec } = await readClaim(place, app);
    expect(metadata.annotations).toMatchObject(annotations);
    expect(spec?.storageClassName).toBeUndefined();
  });

  it('may be ReadWriteOncePod', async () => {
    const app = await createSmall(place, { node: 'rome-1', spec: { accessModes: ['ReadWriteOncePod'] } });
    await moveWell(place, app, 'milan');
    expect((await readRemote(app))?.spec?.accessModes).toEqual(['ReadWriteOncePod']);
    await moveWell(place, app, 'rome-2');
    expect((await readClaim(place, app)).spec?.accessModes).toEqual(['ReadWriteOncePod']);
  });

  it('may be ReadWriteMany, and is where it shall be on every node that reaches it', async () => {
    const annotations = { 'liqo.io/remote-storage-class': 'shared' };
    const app = await createSmall(place, { node: 'milan', annotations, spec: { accessModes: ['ReadWriteMany'] } });
    await moveWell(place, app, 'rome-1', ['--target-class', 'shared']);
    expect((await moveVolume(place, app, 'rome-2')).stdout).toContain('is already on node rome-2');
    await moveWell(place, app, 'milan');
    expect((await readRemote(app))?.spec).toMatchObject({ storageClassName: 'shared', accessModes: ['ReadWriteMany'] });
  });

  it.each([
    { namespaceMappingStrategy: 'EnforceSameName' },
    { namespaceMappingStrategy: 'SelectedName', remoteNamespaceName: 'chosen' },
  ] as const)('may be in a namespace that is offloaded as $namespaceMappingStrategy', async (offloading) => {
    const app = await createSmall(place, { node: 'rome-1', offloading });
    await moveWell(place, app, 'milan');
    const namespace = 'remoteNamespaceName' in offloading ? offloading.remoteNamespaceName : app.namespace;
    expect(await place.clusters['milan']?.find(kinds.claim, { namespace, name: app.claim })).toBeDefined();
    await moveWell(place, app, 'rome-2');
  });
});

it('moves where Liqo was installed under other names, and its class is the default one by now', async () => {
  const place = await openSandbox({ restic: scriptedRestic, names: { storageNamespace: 'real-volumes', virtualClass: 'fabric' } });
  try {
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
    await place.consumer.mergePatch(kinds.storageClass, { name: 'fabric' }, { metadata: { annotations } });
    // Nothing has ever been at home here: no real claim shows the class of the new one.
    const app = await createSmall(place, { node: 'milan' });
    await moveWell(place, app, 'rome-1');
    await moveWell(place, app, 'milan');
    await moveWell(place, app, 'rome-2');
    const real = await place.consumer.list(kinds.claim, { namespace: 'real-volumes' });
    expect(real.items.map((claim) => claim.spec?.storageClassName)).toEqual(['local-path']);
    const { metadata, spec } = await readClaim(place, app);
    expect(spec?.storageClassName).toBe('fabric');
    expect(await place.consumer.find(kinds.claim, { namespace: 'real-volumes', name: metadata.uid ?? '' })).toBeDefined();
  } finally {
    await place.close();
  }
});
