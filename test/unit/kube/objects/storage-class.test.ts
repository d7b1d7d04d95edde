import { expect, test } from 'vitest';
import type { Claim, StorageClass } from '../../../../src/kube/objects/kinds.ts';
import { findDefaultClass, storageClassOf } from '../../../../src/kube/objects/storage-class.ts';

const annotation = 'volume.beta.kubernetes.io/storage-class';
const claim = (annotations: Record<string, string> | undefined, storageClassName: string | undefined) =>
  ({ metadata: { name: 'data', annotations }, spec: { storageClassName } }) as unknown as Claim;

test.each([
  [undefined, undefined, undefined],
  [undefined, 'field', 'field'],
  [{}, '', ''],
  [{ [annotation]: 'annotated' }, undefined, 'annotated'],
  [{ [annotation]: 'annotated' }, 'field', 'annotated'],
  [{ [annotation]: '' }, 'field', ''],
])('the class by annotations %j and field %j is %j', (annotations, field, expected) => {
  expect(storageClassOf(claim(annotations, field))).toBe(expected);
});

const [mark, betaMark] = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
const [early, late] = ['2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'];
const named = (name: string, creationTimestamp: string, annotations: Record<string, string> = { [mark]: 'true' }) =>
  ({ metadata: { name, creationTimestamp, annotations }, provisioner: 'p' }) as StorageClass;

test.each([
  ['none', [], undefined],
  ['none that is marked', [named('a', late, {}), named('b', late, { [mark]: 'false' })], undefined],
  ['the newest', [named('a', early), named('b', late), named('c', early)], 'b'],
  ['the first by name among those of one second', [named('b', late), named('a', late), named('0', early)], 'a'],
  ['one that is marked as in old times', [named('a', early), named('b', late, { [betaMark]: 'true' })], 'b'],
])('the default class is %s', (_what, classes, expected) => {
  expect(findDefaultClass(classes)?.metadata.name).toBe(expected);
});
