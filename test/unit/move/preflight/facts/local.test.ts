import { expect, test } from 'vitest';
import { type Claim, type Kind, kinds, type StorageClass } from '../../../../../src/kube/objects/kinds.ts';
import { readLocalFacts } from '../../../../../src/move/preflight/facts/local.ts';
import { portOf } from '../../../../support/scripted-port.ts';
import { claimWith, classNamed, realClass, request, virtualClass } from '../../../../support/facts.ts';

const mark = { 'storageclass.kubernetes.io/is-default-class': 'true' };
const at = (creationTimestamp: string, storageClass: StorageClass): StorageClass => ({
  ...storageClass,
  metadata: { ...storageClass.metadata, creationTimestamp },
});
const newVirtual = at('2025', classNamed('liqo', 'liqo.io/storage', mark));
const real = (storageClassName: string, metadata: Partial<Claim['metadata']> = {}) =>
  claimWith({ metadata: { name: 'another', ...metadata }, spec: { storageClassName } });

test.each<[string, Claim[], StorageClass[], string | undefined]>([
  ['the one that most real claims have', [real('a'), real('b'), real('b')], [realClass], 'b'],
  ['by annotation, too', [real('a', { annotations: { 'volume.beta.kubernetes.io/storage-class': 'b' } })], [realClass], 'b'],
  ['never a virtual one, however many have it', [real('liqo'), real('liqo'), real('a')], [virtualClass], 'a'],
  ['not that of claims on their way out', [real('a', { deletionTimestamp: 'now' })], [realClass], 'local-path'],
  ['the newest default one where no claim shows any', [], [realClass, at('2025', classNamed('new', 'p', mark))], 'new'],
  ['the next default one where the newest is virtual', [real('liqo')], [realClass, newVirtual], 'local-path'],
  ['none where only a virtual one is default', [], [newVirtual, classNamed('a', 'p')], undefined],
])('the class of a new real claim is %s', async (_what, claims, classes, expected) => {
  const list = async (kind: Kind<unknown>) => ({ items: kind.plural === kinds.claim.plural ? claims : [] });
  const facts = await readLocalFacts(portOf({ list }), { namespace: 'liqo-storage', request, claim: claimWith(), classes });
  expect(facts.storageClass).toBe(expected);
});

const derivedFrom = (base: string, name: string): StorageClass => ({
  ...classNamed(name, 'p'),
  metadata: { name, labels: { 'storage.liqoctl.io/derived-class': 'true' }, annotations: { 'storage.liqoctl.io/derived-from': base } },
});

test('a derived class that other real claims have counts as the one that it was derived from', async () => {
  const claims = [real('local-path-abc'), real('local-path-abc'), real('a')];
  const list = async (kind: Kind<unknown>) => ({ items: kind.plural === kinds.claim.plural ? claims : [] });
  const classes = [realClass, derivedFrom('local-path', 'local-path-abc')];
  const facts = await readLocalFacts(portOf({ list }), { namespace: 'liqo-storage', request, claim: claimWith(), classes });
  expect(facts).toMatchObject({ storageClass: 'local-path', derivedClass: undefined });
});

const tuned: StorageClass = { ...classNamed('tuned', 'storage.liqoctl.io/virtual'), parameters: { 'local/type': 'ssd' } };

test.each([
  [
    'changed as its virtual class says',
    {},
    { storageClass: expect.stringMatching(/^local-path-[a-z2-7]{10}$/), derivedClass: { parameters: { type: 'ssd' } } },
  ],
  ['the one that the user names, as it is', { targetClass: 'a' }, { storageClass: 'a', derivedClass: undefined }],
])('the class of a claim of a class with parameters is %s', async (_what, change, expected) => {
  const list = async () => ({ items: [] });
  const asked = { namespace: 'liqoctl-storage', request: { ...request, ...change }, classes: [realClass, classNamed('a', 'p'), tuned] };
  const facts = await readLocalFacts(portOf({ list }), { ...asked, claim: claimWith({ spec: { storageClassName: 'tuned' } }) });
  expect(facts).toMatchObject(expected);
});
