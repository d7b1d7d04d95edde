import { expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { ownClass } from '../../place/storage-controller.ts';
import { until } from '../../support/until.ts';
import { removeNow } from '../move/api-servers.ts';
import { openStorageLab, storageNamespace } from './storage-lab.ts';

/** So long after its last real claim a derived class goes. */
const delay = 30_000;

it('a derived class stays as long as a real claim has it, and goes half a minute after the last one', { timeout: 60_000 }, async () => {
  const lab = await openStorageLab();
  const { rome } = lab;
  await rome.create(kinds.storageClass, ownClass('derived', { parameters: { 'local/type': 'ssd' } }));
  const clock = createFakeClock();
  await lab.start({}, {}, clock);
  const claims = [
    await lab.claim('one', 'rome-1', { storageClassName: 'derived' }),
    await lab.claim('two', 'rome-1', { storageClassName: 'derived' }),
  ];
  const realClaim = (index: number) => rome.find(kinds.claim, { namespace: storageNamespace, name: claims[index]?.metadata.uid ?? '' });
  const bound = async (name: string) => (await rome.read(kinds.claim, { namespace: 'shop', name })).status?.phase === 'Bound';
  await until(async () => (await bound('one')) && (await bound('two')));
  const name = (await realClaim(0))?.spec?.storageClassName ?? '';
  expect(name).toMatch(/^local-path-[a-z2-7]{10}$/);
  const isThere = async () => (await rome.find(kinds.storageClass, { name })) !== undefined;

  await removeNow(rome, kinds.claim, { namespace: 'shop', name: 'one' });
  await until(async () => (await realClaim(0)) === undefined);
  await clock.advance(2 * delay);
  expect(await isThere()).toBe(true);

  await removeNow(rome, kinds.claim, { namespace: 'shop', name: 'two' });
  await until(async () => (await realClaim(1)) === undefined);
  await clock.advance(delay - 1);
  expect(await isThere()).toBe(true);
  // When the controller hears of the last deletion is its own affair: from then on the time counts.
  await until(async () => {
    await clock.advance(delay);
    return !(await isThere());
  });
});
