import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { storageNames } from '../../src/volumes/names.ts';
import { type App, createApp, deleteClaim, listing, readClaim, remoteNamespace } from '../place/app.ts';
import { moveVolume } from '../place/cli.ts';
import { clusterPort } from '../place/place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { ownClass, startStorageController, type StorageController } from '../place/storage-controller.ts';
import { until } from '../support/until.ts';

const bundle = fileURLToPath(new URL('../../bin/liqoctl.js', import.meta.url));

const spec = { storageClassName: 'liqoctl' };

describe('a claim of our own class', () => {
  let place: SandboxPlace;
  let controller: StorageController;
  beforeAll(async () => {
    place = await openSandbox({ providers: ['milan', 'paris'] });
    await place.consumer.create(kinds.storageClass, ownClass('liqoctl'));
    controller = startStorageController(place);
  });
  afterAll(async () => {
    expect(await controller.stop()).toBe(0);
    await place.close();
  });

  const volumes = async () => {
    const names = await Promise.all(
      ['rome', 'milan', 'paris'].map(async (name) => (await clusterPort(place, name).list(kinds.volume)).items),
    );
    return { count: names.flat().length, folders: (await place.volumeFolders?.())?.length };
  };
  const nodeOf = { here: () => place.localNodes[0], beside: () => place.localNodes[1], milan: () => 'milan', paris: () => 'paris' };

  it.each([
    ['here', 'beside'],
    ['here', 'milan'],
    ['milan', 'here'],
    ['milan', 'paris'],
  ] as const)('moves from %s to %s, is followed there, and leaves nothing when it is deleted', async (from, to) => {
    const before = await volumes();
    const app = await createApp(place, { node: nodeOf[from](), spec });
    const files = await listing(place, app, nodeOf[from]());
    expect(await moveVolume(place, app, nodeOf[to]())).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, nodeOf[to]())).toBe(files);
    await isFollowed(app, to);
    await deleteClaim(place, app);
    await until(async () => (JSON.stringify(await volumes()) === JSON.stringify(before) ? true : undefined));
  });

  /** The controller looks after it again: it says where it is, and changes reach the real claim. */
  async function isFollowed(app: App, to: 'here' | 'beside' | 'milan' | 'paris'): Promise<void> {
    const key = { namespace: app.namespace, name: app.claim };
    await place.consumer.mergePatch(kinds.claim, key, { metadata: { labels: { tier: to } } });
    const real = async () => {
      const claim = await readClaim(place, app);
      if (to === 'here' || to === 'beside')
        return place.consumer.find(kinds.claim, { namespace: 'liqoctl-storage', name: claim.metadata.uid ?? '' });
      return clusterPort(place, to).find(kinds.claim, { namespace: await remoteNamespace(place, app), name: app.claim });
    };
    await until(async () => ((await real())?.metadata.labels?.['tier'] === to ? true : undefined));
    const { metadata } = await readClaim(place, app);
    expect(metadata.finalizers).toContain(storageNames.finalizer);
    expect(metadata.annotations?.[storageNames.home]).toBe(to === 'here' || to === 'beside' ? 'local' : `remote/${to}`);
  }

  it('gets the class that its parameters make when it comes here, also where that is not there any more', async () => {
    const tuned = ownClass('tuned', { parameters: { 'local/pathPattern': 'tuned' } });
    await place.consumer.create(kinds.storageClass, tuned);
    const app = await createApp(place, { node: 'milan', spec: { storageClassName: 'tuned' } });
    expect(await moveVolume(place, app, nodeOf.here())).toMatchObject({ exitCode: 0 });
    const { metadata } = await readClaim(place, app);
    const real = await place.consumer.read(kinds.claim, { namespace: 'liqoctl-storage', name: metadata.uid ?? '' });
    expect(real.spec?.storageClassName).toMatch(/^local-path-[a-z2-7]{10}$/);
    const realClass = await place.consumer.read(kinds.storageClass, { name: real.spec?.storageClassName ?? '' });
    expect(realClass.parameters).toMatchObject({ pathPattern: 'tuned' });
  });

  it('keeps the class that its parameters make when it moves to another node here', async () => {
    await place.consumer.create(kinds.storageClass, ownClass('kept', { parameters: { 'local/pathPattern': 'kept' } }));
    const app = await createApp(place, { node: nodeOf.here(), spec: { storageClassName: 'kept' } });
    const readReal = async () => {
      const { metadata } = await readClaim(place, app);
      return place.consumer.read(kinds.claim, { namespace: 'liqoctl-storage', name: metadata.uid ?? '' });
    };
    const before = (await readReal()).spec?.storageClassName;
    expect(before).toMatch(/^local-path-[a-z2-7]{10}$/);
    expect(await moveVolume(place, app, nodeOf.beside())).toMatchObject({ exitCode: 0 });
    const { spec: after, metadata } = await readReal();
    expect(after?.storageClassName).toBe(before);
    const volume = await place.consumer.read(kinds.volume, { name: after?.volumeName ?? '' });
    expect([volume.spec?.storageClassName, metadata.name]).toEqual([before, (await readClaim(place, app)).metadata.uid]);
  });

  it('is told of by info volume like one of Liqo`s', async () => {
    const app = await createApp(place, { node: 'milan', spec });
    const argv = [bundle, 'info', 'volume', app.claim, '-n', app.namespace, '-o', 'json'];
    const { stdout } = await execa(process.execPath, argv, { env: { KUBECONFIG: place.kubeconfigFile } });
    expect(JSON.parse(stdout)).toMatchObject({
      volumes: [
        {
          claim: app.claim,
          home: { kind: 'remote', provider: 'milan' },
          real: { namespace: await remoteNamespace(place, app), claim: app.claim, phase: 'Bound' },
        },
      ],
    });
  });
});
