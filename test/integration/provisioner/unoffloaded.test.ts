import { expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../../src/liqo/kinds.ts';
import { offloadingName } from '../../../src/liqo/namespace-offloading.ts';
import { until } from '../../support/until.ts';
import { removeNow } from '../move/api-servers.ts';
import { openStorageLab, type StorageLab } from './storage-lab.ts';

const keyOf = (name: string) => ({ namespace: 'shop', name });
const { kind, key } = { kind: liqoKinds.namespaceOffloading, key: keyOf(offloadingName) };
const no = (type: 'OffloadingRequired' | 'Ready') => ({ type, status: 'False' as const });

const told = ({ rome }: StorageLab, name: string, reason: string) =>
  until(async () => (await rome.list(kinds.event, { namespace: 'shop', fields: `involvedObject.name=${name},reason=${reason}` })).items[0]);

/** When it is Bound, whatever was heard of earlier claims has been looked at, too. */
async function bind(lab: StorageLab, name: string): Promise<void> {
  await lab.claim(name, 'milan');
  await until(async () => (await lab.rome.read(kinds.claim, keyOf(name))).status?.phase === 'Bound');
}

async function openUnguarded(): Promise<StorageLab> {
  const lab = await openStorageLab();
  await lab.start({}, { guards: false });
  return lab;
}

it('claims go with the namespace in the provider, also where nothing was heard of the end of their real claims', async () => {
  const lab = await openUnguarded();
  const { rome, milan } = lab;
  for (const name of ['slow', 'quick']) await bind(lab, name);
  const real = { namespace: 'shop-rome', name: 'slow' };
  await milan.mergePatch(kinds.claim, real, { metadata: { finalizers: ['example.com/backup'] } });
  await removeNow(rome, kinds.claim, keyOf('slow'));
  await told(lab, 'slow', 'Deleting');
  await bind(lab, 'later');

  const conditions = { milan: [no('OffloadingRequired'), no('Ready')] };
  await rome.mergePatch(kind, key, { status: { remoteNamespacesConditions: conditions } }, { subresource: 'status' });
  for (const name of ['quick', 'later']) await removeNow(rome, kinds.claim, keyOf(name));
  await told(lab, 'quick', 'NamespaceNotOffloaded');
  await milan.mergePatch(kinds.claim, real, { metadata: { finalizers: null } });
  await removeNow(rome, kind, key);
  await until(async () => (await rome.list(kinds.claim, { namespace: 'shop' })).items.length === 0);
  await until(async () => (await rome.list(kinds.volume)).items.length === 0);
});

it('a bound claim whose namespace is offloaded no more says so', async () => {
  const lab = await openUnguarded();
  for (const name of ['data', 'later']) await bind(lab, name);
  await removeNow(lab.rome, kind, key);
  expect((await told(lab, 'data', 'NamespaceNotOffloaded'))?.message).toContain('it has no NamespaceOffloading');
});
