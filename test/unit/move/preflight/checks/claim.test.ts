import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { kinds } from '../../../../../src/kube/objects/kinds.ts';
import type { CheckedFacts } from '../../../../../src/move/preflight/questions/answers.ts';
import { checkMove } from '../../../../../src/move/preflight/checks/checks.ts';
import { claimWith, classNamed, factsWith, realClass, refusals, refusing, toLocal, volumeReaching } from '../../../../support/facts.ts';

test('nothing stands against a good move, in either direction', () => {
  expect(checkMove(factsWith())).toEqual([]);
  expect(checkMove(factsWith(toLocal))).toEqual([]);
});

const deletedAt = '2026-01-02T03:04:05Z';
const csi = classNamed('fast', 'csi.example.com');

describe('a claim is refused', () => {
  const cases: [string, Partial<CheckedFacts>, string, RegExp][] = [
    ['that is going', { claim: claimWith({ metadata: { deletionTimestamp: deletedAt } }) }, 'claim-terminating', /since 2026-01-02/],
    [
      'that is Pending',
      { claim: claimWith({ status: { phase: 'Pending' } }), volume: undefined },
      'claim-not-bound',
      /is Pending, not Bound/,
    ],
    ['that is Lost', { claim: claimWith({ status: { phase: 'Lost' } }) }, 'claim-not-bound', /is Lost/],
    ['whose volume is gone', { volume: undefined }, 'claim-not-bound', /bound to volume pvc-uid-1, which is gone/],
    ['that is a device', { claim: claimWith({ spec: { volumeMode: 'Block', storageClassName: 'liqo' } }) }, 'claim-block', /Block/],
    [
      'of another class',
      { storageClass: csi, claim: claimWith({ spec: { storageClassName: 'fast' } }) },
      'claim-not-virtual',
      /class fast \(csi.example.com\).*virtual here: liqo/,
    ],
    ['whose class is gone', { storageClass: undefined }, 'claim-not-virtual', /class liqo, which is gone/],
    [
      'without a class',
      { storageClass: undefined, claim: claimWith({ spec: { storageClassName: '' } }) },
      'claim-not-virtual',
      /of no class/,
    ],
    ['in a cluster without Liqo', { storageClass: realClass, classes: [realClass] }, 'claim-not-virtual', /this cluster has none/],
    [
      'of unknown home',
      { volume: volumeReaching('topology.example.com/zone', 'In', ['a']) },
      'home-unknown',
      /does not say where its data lives/,
    ],
    [
      'that others hold',
      { claim: claimWith({ metadata: { finalizers: ['kubernetes.io/pvc-protection', 'acme.io/keep'] } }) },
      'claim-finalizers',
      /of others, acme.io\/keep$/,
    ],
  ];
  it.each(cases)('%s', (_what, change, check, message) => {
    const found = refusals(change).filter((refusal) => refusal.check === check);
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toMatch(message);
    expect(found[0]?.next.length).toBeGreaterThan(0);
  });
});

test.each([
  [true, [], 'claim data not found in namespace shop', 'kubectl get pvc -n shop'],
  [
    true,
    ['app'],
    'claim data not found in namespace shop; found in app: add -n app',
    'liqoctl move volume data -n app --target-node milan',
  ],
  [
    true,
    ['app', 'web'],
    'claim data not found in namespace shop; found in app, web: add -n app or -n web',
    'liqoctl move volume data -n app --target-node milan',
  ],
  [false, [], 'claim data not found: namespace shop does not exist', 'kubectl get namespaces'],
  [
    false,
    ['app'],
    'claim data not found: namespace shop does not exist; found in app: add -n app',
    'liqoctl move volume data -n app --target-node milan',
  ],
])('a missing claim is the only reason (namespace there: %s; elsewhere: %j)', (namespaceExists, elsewhere, message, next) => {
  const gone = { claim: undefined, volume: undefined, storageClass: undefined, offloading: undefined, node: undefined };
  const [refusal, ...others] = refusals({ ...gone, absence: { namespaceExists, elsewhere } });
  expect(others).toEqual([]);
  expect(refusal).toMatchObject({ check: 'claim-missing', message });
  expect(refusal?.next[0]).toBe(next);
});

test('of very many namespaces only some are told', () => {
  const elsewhere = Array.from({ length: 100 }, (_, number) => `n${number}`);
  const [refusal] = refusals({ claim: undefined, absence: { namespaceExists: true, elsewhere } });
  expect(refusal?.next).toHaveLength(5);
});

test('every reason is told at once', () => {
  const claim = claimWith({ metadata: { deletionTimestamp: deletedAt, finalizers: ['acme.io/keep'] }, spec: { volumeMode: 'Block' } });
  expect(refusing({ claim, node: undefined, providers: new Map() })).toEqual(
    expect.arrayContaining(['claim-terminating', 'claim-block', 'claim-finalizers', 'target-missing']),
  );
});

test('what may not be read is not taken for missing', () => {
  const nothing = { claim: undefined, volume: undefined, storageClass: undefined, node: undefined, classes: [] };
  const blind = new Set([kinds.claim.plural, kinds.node.plural, kinds.storageClass.plural]);
  const missingRights = [{ verb: 'get', group: '', resource: 'persistentvolumeclaims', namespace: 'shop' }];
  expect(refusing({ ...nothing, blind, missingRights, providers: new Map() })).toEqual(['rights-missing']);
});

test('foreign names are told as they are, and each in its own line of what to type', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (finalizer) => {
      fc.pre(finalizer !== 'kubernetes.io/pvc-protection');
      const [refusal] = refusals({ claim: claimWith({ metadata: { finalizers: [finalizer] } }) });
      expect(refusal?.message).toContain(finalizer);
      // What is to be pasted into a shell never carries text that anybody could have written.
      expect(refusal?.next).toEqual(refusals({ claim: claimWith({ metadata: { finalizers: ['acme.io/keep'] } }) })[0]?.next);
    }),
  );
});
