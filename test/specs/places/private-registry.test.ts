import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kinds, type Secret } from '../../../src/kube/objects/kinds.ts';
import { defaultImages } from '../../../src/move/model/default-images.ts';
import { type App, createApp, listing } from '../../place/app.ts';
import { moveVolume } from '../../place/cli.ts';
import { removeObject } from '../../place/objects.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import type { Registry } from '../../place/registry.ts';
import { differences, takeSnapshot } from '../../place/snapshot.ts';

describe('images in a registry that wants a password', () => {
  let place: Place;
  let app: App;
  let files: string;
  let registry: Registry | undefined;
  let byTag: string[];
  let byDigest: string[];
  beforeAll(async () => {
    place = await openPlace();
    registry = await place.startRegistry?.();
    if (registry === undefined) return;
    byTag = await pushImages(registry, 'tagged', 'byTag');
    byDigest = await pushImages(registry, 'pinned', 'byDigest');
    const [node] = place.localNodes;
    app = await createApp(place, { node });
    files = await listing(place, app, node);
  });
  afterAll(async () => {
    await place.close();
    await registry?.close();
  });
  beforeEach(({ skip }) => {
    if (registry === undefined) skip('the sandbox pulls no images, and clusters of others reach no registry of ours');
  });

  it('stop a move that has no Secret for it, which is undone and says what helps', async () => {
    const before = await takeSnapshot(place, app);
    const end = await moveVolume(place, app, place.virtualNode, [...byTag, '--stall-timeout', '30s']);
    expect(end.exitCode, end.stdout).toBe(4);
    expect(end.stdout).toContain(`${registry?.address}/tagged/`);
    expect(end.stdout).toContain('--image-pull-secret');
    await expect.poll(async () => differences(before, await takeSnapshot(place, app)), { timeout: 60_000 }).toEqual([]);
  });

  it("are pulled in both clusters with a Secret in the claim's namespace", async () => {
    await place.consumer.create(kinds.secret, renderSecret(app.namespace));
    const end = await moveVolume(place, app, place.virtualNode, [...byTag, ...withSecret]);
    expect(end.exitCode, end.stdout).toBe(0);
    expect(await listing(place, app, place.virtualNode)).toBe(files);
  });

  it('are pulled by digest, with a Secret that an administrator keeps for all moves', async () => {
    await removeObject(place.consumer, kinds.secret, keyIn(app.namespace));
    await place.consumer.create(kinds.secret, renderSecret('liqo-move'));
    try {
      const [node] = place.localNodes;
      const end = await moveVolume(place, app, node, [...byDigest, ...withSecret]);
      expect(end.exitCode, end.stdout).toBe(0);
      expect(await listing(place, app, node)).toBe(files);
    } finally {
      await removeObject(place.consumer, kinds.secret, keyIn('liqo-move'));
    }
    await expect.poll(findPullSecrets, { timeout: 60_000 }).toEqual([]);
  });

  const pullType = 'kubernetes.io/dockerconfigjson';
  const withSecret = ['--image-pull-secret', 'registry'];
  const findPullSecrets = async () => {
    const lists = await Promise.all(Object.values(place.clusters).map((port) => port.list(kinds.secret, {})));
    return lists.flatMap(({ items }) => items.filter(({ type }) => type === pullType));
  };
  const keyIn = (namespace: string) => ({ namespace, name: 'registry' });

  const renderSecret = (namespace: string): Secret => {
    const { address = '', user, password } = registry ?? {};
    const auths = { [address]: { auth: Buffer.from(`${user}:${password}`).toString('base64') } };
    const data = { '.dockerconfigjson': Buffer.from(JSON.stringify({ auths })).toString('base64') };
    return { apiVersion: 'v1', kind: 'Secret', metadata: keyIn(namespace), type: pullType, data };
  };
});

/** Flags for the images of a move, pushed below a path that no node has pulled from yet. */
async function pushImages(registry: Registry, path: string, name: 'byTag' | 'byDigest'): Promise<string[]> {
  const { restic, server, verify } = defaultImages;
  const wanted = { '--restic-image': restic, '--restic-server-image': server, '--verify-image': verify };
  const flags: string[] = [];
  for (const [flag, image] of Object.entries(wanted)) {
    const pushed = await registry.push(withDomain(image), `${path}/${image}`);
    flags.push(flag, pushed[name]);
  }
  return flags;
}

/** As containerd names an image of Docker's registry. */
function withDomain(image: string): string {
  return `docker.io/${image.includes('/') ? image : `library/${image}`}`;
}
