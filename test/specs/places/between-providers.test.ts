import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Claim, kinds } from '../../../src/kube/objects/kinds.ts';
import { type App, createApp, listing } from '../../place/app.ts';
import { moveVolume } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';

describe('a volume on its way from one provider to another', () => {
  let place: Place;
  beforeAll(async () => {
    place = await openPlace({ providers: ['milan', 'paris'] });
  });
  afterAll(async () => place.close());
  beforeEach(({ skip }) => {
    if (place.otherVirtualNode === undefined) skip('there is one provider only: E2E_SECOND_PROVIDER_KUBECONFIG names another');
  });

  const providers = () => Object.values(place.clusters).filter((port) => port !== place.consumer);

  it('keeps every file there, back and at home, and leaves nothing where it has been', async () => {
    const { localNodes, virtualNode, otherVirtualNode = '' } = place;
    const app = await createApp(place, { node: virtualNode });
    const files = await listing(place, app, virtualNode);
    for (const node of [otherVirtualNode, virtualNode, localNodes[1]]) {
      const end = await moveVolume(place, app, node);
      expect(end, end.stdout).toMatchObject({ exitCode: 0 });
      expect(await listing(place, app, node)).toBe(files);
    }
    const own = async () =>
      (await Promise.all(providers().map((port) => port.list(kinds.claim)))).flatMap(({ items }) => items.filter(isOf(app)));
    await expect.poll(own, { timeout: 30_000 }).toEqual([]);
  });
});

function isOf({ namespace, claim }: App): (one: Claim) => boolean {
  return ({ metadata }) => metadata.name === claim && metadata.namespace?.startsWith(namespace) === true;
}
