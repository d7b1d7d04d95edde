import fc from 'fast-check';
import type { Absence } from '../../../../../src/move/claim/absence.ts';
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
      /does not say where its data is/,
    ],
    [
      'that others hold',
      { claim: claimWith({ metadata: { finalizers: ['kubernetes.io/pvc-protection', 'acme.io/keep'] } }) },
      'claim-finalizers',
      /foreign finalizers that would keep it from being deleted: acme.io\/keep$/,
    ],
  ];
  it.each(cases)('%s', (_what, change, check, message) => {
    const found = refusals(change).filter((refusal) => refusal.check === check);
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toMatch(message);
    expect(found[0]?.next.length).toBeGreaterThan(0);
  });
});

const moveFrom = (namespace: string) => `liqoctl move volume data -n ${namespace} --target-node milan`;

test.each<[Absence, message: string, next: string]>([
  [{ namespaceExists: true, elsewhere: [], similar: [] }, 'not found in namespace shop', 'kubectl get pvc -n shop'],
  [
    { namespaceExists: true, elsewhere: [], similar: ['data-0', 'data-1'] },
    'not found in namespace shop (Did you mean data-0 or data-1?)',
    'kubectl get pvc -n shop',
  ],
  [{ namespaceExists: true, elsewhere: ['app'], similar: [] }, 'not found in namespace shop; found in app: add -n app', moveFrom('app')],
  [
    { namespaceExists: true, elsewhere: ['app', 'web'], similar: [] },
    'not found in namespace shop; found in app, web: add -n app or -n web',
    moveFrom('app'),
  ],
  [{ namespaceExists: false, elsewhere: [], similar: [] }, 'not found: namespace shop does not exist', 'kubectl get namespaces'],
  [
    { namespaceExists: false, elsewhere: [], similar: ['shops'] },
    'not found: namespace shop does not exist (Did you mean shops?)',
    'kubectl get namespaces',
  ],
  [
    { namespaceExists: false, elsewhere: ['app'], similar: ['shops'] },
    'not found: namespace shop does not exist; found in app: add -n app',
    moveFrom('app'),
  ],
])('a missing claim is the only reason (%j)', (absence, message, next) => {
  const gone = { claim: undefined, volume: undefined, storageClass: undefined, offloading: undefined, node: undefined };
  const [refusal, ...others] = refusals({ ...gone, absence });
  expect(others).toEqual([]);
  expect(refusal).toMatchObject({ check: 'claim-missing', message: `claim data ${message}` });
  expect(refusal?.next[0]).toBe(next);
});

test('of very many namespaces only some are told', () => {
  const elsewhere = Array.from({ length: 100 }, (_, number) => `n${number}`);
  const [refusal] = refusals({ claim: undefined, absence: { namespaceExists: true, elsewhere, similar: [] } });
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
