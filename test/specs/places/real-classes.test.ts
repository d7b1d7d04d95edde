import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Claim, kinds } from '../../../src/kube/objects/kinds.ts';
import { storageNames } from '../../../src/volumes/names.ts';
import { createOffloadedNamespace, remoteNamespace } from '../../place/app.ts';
import { removeObject } from '../../place/objects.ts';
import { openOwnClassPlace } from '../../place/own-class-place.ts';
import { type Place, providerPort } from '../../place/place.ts';
import { offerSecondClass, type SecondClass } from '../../place/second-class.ts';
import { selectedClaim } from '../../place/selected-claim.ts';
import { ownClass } from '../../place/storage-controller.ts';
import { lookUntil } from '../../place/waiting.ts';

const [plain, configured, quick] = ['plain-virtual', 'configured-virtual', 'quick'];
const ofTheClaim = { [storageNames.localClass]: quick, [storageNames.remoteClass]: quick };

describe('the class of a real claim', () => {
  let place: Place;
  let second: SecondClass | undefined;
  beforeAll(async () => {
    place = await openOwnClassPlace(plain);
    if (!place.ownClusters) return;
    second = await offerSecondClass(place, quick);
    await place.consumer.create(kinds.storageClass, ownClass(configured, { parameters: { localClass: quick, remoteClass: quick } }));
  });
  afterAll(async () => {
    if (second !== undefined) await removeObject(place.consumer, kinds.storageClass, { name: configured });
    await second?.remove();
    await place.close();
  });

  beforeEach(({ skip }) => {
    if (second === undefined) skip('the classes of these clusters are not ours to change');
  });

  const readReal = async ({ metadata }: Claim, where: string): Promise<Claim> => {
    const { namespace = '', name, uid = '' } = metadata;
    if (where === 'here') return place.consumer.read(kinds.claim, { namespace: 'liqoctl-storage', name: uid });
    return providerPort(place).read(kinds.claim, { namespace: await remoteNamespace(place, { namespace, claim: name }), name });
  };

  it.each(['here', 'there'])('is the default one, that of the virtual class, or that of the claim: %s', async (where) => {
    const node = where === 'here' ? place.localNodes[0] : place.virtualNode;
    const namespace = await createOffloadedNamespace(place);
    const cases = [
      { name: 'default', storageClassName: plain, annotations: {}, expected: 'local-path' },
      { name: 'configured', storageClassName: configured, annotations: {}, expected: quick },
      { name: 'of-the-claim', storageClassName: plain, annotations: ofTheClaim, expected: quick },
    ];
    for (const { name, ...options } of cases) await place.consumer.create(kinds.claim, selectedClaim({ namespace, name }, node, options));
    for (const { name, expected } of cases) {
      const claim = await lookUntil(
        () => place.consumer.read(kinds.claim, { namespace, name }),
        ({ status }) => status?.phase === 'Bound',
      );
      const real = await readReal(claim, where);
      expect([name, real.spec?.storageClassName, real.status?.phase]).toEqual([name, expected, 'Bound']);
    }
  });
});
