import { describe, expect, it, test } from 'vitest';
import type { LocalFacts } from '../../../../../src/move/preflight/facts/local.ts';
import {
  claimWith,
  classNamed,
  factsWith,
  realClass,
  refusals,
  refusing,
  remoteVolume,
  request,
  toLocal,
  virtualClass,
} from '../../../../support/facts.ts';

const { local } = factsWith();
const manual = classNamed('manual', 'kubernetes.io/no-provisioner');
const withClass = (storageClass: string | undefined) => ({ local: { ...local, storageClass } as LocalFacts });
const asked = (targetClass: string) => ({ ...toLocal, request: { ...toLocal.request, targetClass }, ...withClass(targetClass) });

describe('classes are refused', () => {
  const cases: [string, Parameters<typeof refusals>[0], string, RegExp][] = [
    ['that --target-class makes up', asked('fast'), 'target-class-missing', /class fast \(from --target-class\) not found/],
    [
      'that only old claims have',
      { ...toLocal, ...withClass('old') },
      'target-class-missing',
      /class old \(as the other real claims have\) not found/,
    ],
    ['that are virtual themselves', asked('liqo'), 'target-class-virtual', /class liqo is virtual/],
    [
      'that are virtual and the default',
      {
        ...toLocal,
        ...withClass(undefined),
        classes: [classNamed('liqo', 'liqo.io/storage', { 'storageclass.kubernetes.io/is-default-class': 'true' }), manual],
      },
      'target-class-virtual',
      /class liqo, this cluster's default one, is virtual/,
    ],
    [
      'for the repository that are virtual themselves',
      { request: { ...request, repositoryClass: 'liqo' } },
      'repository-class-virtual',
      /class liqo \(from --repository-class\) is virtual/,
    ],
    ['that nobody names', { ...toLocal, ...withClass(undefined), classes: [virtualClass] }, 'target-class-unknown', /no default class/],
    [
      'that the provider does not have',
      { request: { ...request, targetClass: 'fast' } },
      'target-class-missing',
      /class fast \(from --target-class\) not found in provider milan/,
    ],
    [
      'that an annotation makes up',
      { claim: claimWith({ metadata: { annotations: { 'liqo.io/remote-storage-class': 'gold' } } }) },
      'target-class-missing',
      /class gold \(from the claim's annotation/,
    ],
    ['for the repository that are not there', { request: { ...request, repositoryClass: 'big' } }, 'repository-class-missing', /class big/],
  ];
  it.each(cases)('%s', (_what, change, check, message) => {
    const [refusal, ...others] = refusals(change);
    expect(others).toEqual([]);
    expect(refusal?.check).toBe(check);
    expect(refusal?.message).toMatch(message);
    expect(refusal?.next[0]).toMatch(/^--(target|repository)-class CLASS {4}with one of: /);
  });
});

test('a class without a provisioner is fine, and so is the default one', () => {
  expect(refusing({ ...asked('manual'), classes: [virtualClass, realClass, manual] })).toEqual([]);
  expect(refusing({ ...toLocal, ...withClass(realClass.metadata.name) })).toEqual([]);
});

test('the storage namespace is needed where an end is local', () => {
  expect(refusing({ local: undefined })).toEqual(['storage-namespace-missing']);
  expect(refusing({ ...toLocal, local: undefined })).toEqual(['storage-namespace-missing']);
  const { providers } = factsWith();
  const there = [...providers.values()].map((each) => [each.id, { ...each, claim: claimWith() }] as const);
  expect(refusing({ local: undefined, volume: remoteVolume('milan'), providers: new Map(there) })).toEqual([]);
});

test('a derived class need not be there: the move makes it', () => {
  const derivedClass = classNamed('local-path-abc', 'rancher.io/local-path');
  expect(refusing({ ...toLocal, local: { ...local, storageClass: 'local-path-abc', derivedClass } as LocalFacts })).toEqual([]);
});
