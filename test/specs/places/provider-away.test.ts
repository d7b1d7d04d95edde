import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Claim, kinds } from '../../../src/kube/objects/kinds.ts';
import { awaySeconds } from '../../place/away.ts';
import { type App, createApp, createOffloadedNamespace, listing, remoteNamespace } from '../../place/app.ts';
import { openOwnClassPlace } from '../../place/own-class-place.ts';
import { type Place, providerPort } from '../../place/place.ts';
import { selectedClaim } from '../../place/selected-claim.ts';
import { lookUntil } from '../../place/waiting.ts';

const className = 'away';

/** The provider is away for at least as long as two local bindings take. */
const providerAwaySeconds = awaySeconds(10);

/** More than the controller works on at the same time. */
const waiting = Array.from({ length: 12 }, (_, index) => `waiting-${index}`);

describe('claims of our own class while the API of a provider is away', () => {
  let place: Place;
  beforeAll(async () => {
    place = await openOwnClassPlace(className, {}, { providers: ['milan', 'paris'] });
  });
  afterAll(async () => place.close());

  const ask = async (namespace: string, name: string, node: string) =>
    place.consumer.create(kinds.claim, selectedClaim({ namespace, name }, node, { storageClassName: className }));
  const areBound = async (namespace: string, names: readonly string[]) =>
    lookUntil(
      async () => (await place.consumer.list(kinds.claim, { namespace })).items.filter(({ metadata }) => names.includes(metadata.name)),
      (claims) => claims.length === names.length && claims.every(isBound),
    );
  const unreachable = async (namespace: string) =>
    lookUntil(
      async () => (await place.consumer.list(kinds.event, { namespace, fields: 'reason=ProviderUnreachable' })).items,
      (events) => events.length > 0,
    );
  const label = async ({ namespace, claim }: App, tier: string) =>
    place.consumer.mergePatch(kinds.claim, { namespace, name: claim }, { metadata: { labels: { tier } } });
  /** One claim here, and one in the other provider where there is one. */
  const bindElsewhere = async (namespace: string, prefix: string) => {
    const nodes = [place.localNodes[0], place.otherVirtualNode].filter((node) => node !== undefined);
    for (const node of nodes) await ask(namespace, `${prefix}-${node}`, node);
    await areBound(
      namespace,
      nodes.map((node) => `${prefix}-${node}`),
    );
  };

  it(
    'are bound elsewhere as ever, and those of the provider catch up',
    { timeout: 600_000 + providerAwaySeconds * 1000 },
    async ({ skip }) => {
      const { withoutProvider } = place;
      if (withoutProvider === undefined) return skip('the API server of this provider is not ours to stop');
      const far = await createApp(place, { node: place.virtualNode, spec: { storageClassName: className } });
      const files = await listing(place, far, place.virtualNode);
      const namespace = await createOffloadedNamespace(place);
      await withoutProvider(async () => {
        const long = pause(providerAwaySeconds * 1000);
        await label(far, 'db');
        for (const name of waiting) await ask(namespace, name, place.virtualNode);
        await bindElsewhere(namespace, 'soon');
        expect((await unreachable(namespace))[0]?.message).toContain(place.provider);
        await long;
        await bindElsewhere(namespace, 'late');
      });
      await areBound(namespace, waiting);
      const there = { namespace: await remoteNamespace(place, far), name: far.claim };
      const real = await lookUntil(
        () => providerPort(place).read(kinds.claim, there),
        ({ metadata }) => metadata.labels?.['tier'] === 'db',
      );
      expect(isBound(real)).toBe(true);
      expect(await listing(place, far, place.virtualNode)).toBe(files);
    },
  );
});

function isBound({ status }: Claim): boolean {
  return status?.phase === 'Bound';
}
