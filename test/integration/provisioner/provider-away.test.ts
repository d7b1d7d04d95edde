// @module-tag core
import { expect, it } from 'vitest';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { portWith } from '../../support/ports.ts';
import { failure } from '../../support/scripted-port.ts';
import { until } from '../../support/until.ts';
import { openStorageLab, type StorageLab } from './storage-lab.ts';

/** A provider whose API can be taken away. */
function breakable(port: KubePort): { readonly port: KubePort; set(away: boolean): void } {
  let away = true;
  const tried = <R>(act: () => Promise<R>): Promise<R> => (away ? Promise.reject(failure('unreachable')) : act());
  const broken = portWith(port, {
    list: (kind, scope) => tried(() => port.list(kind, scope)),
    find: (kind, key) => tried(() => port.find(kind, key)),
    create: (kind, object, options) => tried(() => port.create(kind, object, options)),
    mergePatch: (kind, key, patch, options) => tried(() => port.mergePatch(kind, key, patch, options)),
    remove: (kind, key, preconditions, options) => tried(() => port.remove(kind, key, preconditions, options)),
  });
  return { port: broken, set: (now) => (away = now) };
}

const phaseOf = async ({ rome }: StorageLab, name: string) => (await rome.read(kinds.claim, { namespace: 'shop', name })).status?.phase;
const bound = (lab: StorageLab, name: string) => until(async () => (await phaseOf(lab, name)) === 'Bound');

it('a provider that is away holds up its own claims only, says so on them, and they catch up', { timeout: 60_000 }, async () => {
  const lab = await openStorageLab();
  const milan = breakable(lab.milan);
  await lab.start({ milan: milan.port });
  const { metadata } = await lab.claim('far', 'milan');
  const fields = `involvedObject.uid=${metadata.uid},reason=ProviderUnreachable`;
  await until(async () => (await lab.rome.list(kinds.event, { namespace: 'shop', fields })).items.length > 0);
  await lab.claim('near', 'rome-1');
  await bound(lab, 'near');
  expect(await phaseOf(lab, 'far')).toBe('Pending');

  milan.set(false);
  await bound(lab, 'far');

  milan.set(true);
  await lab.rome.mergePatch(kinds.claim, { namespace: 'shop', name: 'far' }, { metadata: { labels: { tier: 'db' } } });
  await lab.claim('another', 'rome-1');
  await bound(lab, 'another');
  milan.set(false);
  const real = () => lab.milan.read(kinds.claim, { namespace: 'shop-rome', name: 'far' });
  await until(async () => (await real()).metadata.labels?.['tier'] === 'db');
});
