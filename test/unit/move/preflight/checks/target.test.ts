import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { liqoNames } from '../../../../../src/liqo/names.ts';
import type { CheckedFacts } from '../../../../../src/move/preflight/questions/answers.ts';
import {
  claimWith,
  localVolume,
  nodeWith,
  providerWith,
  refusals,
  refusing,
  remoteVolume,
  toLocal,
  virtualNode,
} from '../../../../support/facts.ts';

const taint = (key: string, effect: string, value?: string) => ({ key, effect, ...(value && { value }) });
const notAllowed = taint(liqoNames.notAllowedTaint, 'NoExecute', 'true');
const local = (change: Parameters<typeof nodeWith>[1]) => ({ ...toLocal, node: nodeWith('rome-2', change) });
const noStorage = providerWith({
  virtualNodes: providerWith().virtualNodes.map((each) => ({ ...each, spec: { ...each.spec, storageClasses: [] } })),
});

describe('a target is refused', () => {
  const cases: [string, Partial<CheckedFacts>, string, RegExp][] = [
    ['that is not there', { node: undefined, providers: new Map() }, 'target-missing', /node milan not found$/],
    [
      'that is mistyped',
      { node: undefined, nodeNames: ['rome-1', 'milan-1'], providers: new Map() },
      'target-missing',
      /found \(Did you mean milan-1\?\)$/,
    ],
    ['that is not Ready', local({ ready: false }), 'target-not-ready', /rome-2 is not Ready/],
    ['that is cordoned', local({ spec: { unschedulable: true } }), 'target-cordoned', /cordoned/],
    [
      'that evicts movers',
      local({ spec: { taints: [taint('dedicated', 'NoExecute', 'gpu')] } }),
      'target-tainted',
      /dedicated=gpu:NoExecute$/,
    ],
    [
      'that evicts them beyond what Liqo does',
      { node: virtualNode('milan', { spec: { taints: [notAllowed, taint('drain', 'NoExecute')] } }) },
      'target-tainted',
      /taint drain:NoExecute$/,
    ],
    [
      'of an unknown provider',
      { node: nodeWith('milan', { labels: { [liqoNames.nodeType]: 'virtual-node' } }), providers: new Map() },
      'target-provider-unknown',
      /no label liqo.io\/remote-cluster-id/,
    ],
    [
      'that says it has no storage',
      { node: virtualNode('milan', { labels: { [liqoNames.storageAvailable]: 'false' } }) },
      'target-without-storage',
      /offers no storage class/,
    ],
    ['whose provider offers no class', { providers: new Map([['milan', noStorage]]) }, 'target-without-storage', /offers no storage class/],
    [
      'where such a claim is',
      { providers: new Map([['milan', providerWith({ claim: claimWith() })]]) },
      'target-claim-exists',
      /claim shop-rome\/data/,
    ],
  ];
  it.each(cases)('%s', (_what, change, check, message) => {
    const [refusal, ...others] = refusals(change);
    expect(others).toEqual([]);
    expect(refusal?.check).toBe(check);
    expect(refusal?.message).toMatch(message);
    expect(refusal?.next.join('\n')).toMatch(/kubectl/);
  });
});

describe('a target is good', () => {
  const cases: [string, Partial<CheckedFacts>][] = [
    ['although pods are kept off it', local({ spec: { taints: [taint('dedicated', 'NoSchedule'), taint('soft', 'PreferNoSchedule')] } })],
    [
      'although its virtual node is kept from the scheduler',
      { node: virtualNode('milan', { spec: { taints: [notAllowed, taint('gpu', 'NoSchedule')] } }) },
    ],
    [
      'with the claim of the source in the same provider',
      { volume: remoteVolume('milan'), providers: new Map([['milan', providerWith({ claim: claimWith() })]]) },
    ],
  ];
  it.each(cases)('%s', (_what, change) => expect(refusing(change)).toEqual([]));
});

test.each([
  [{ ramRequests: '800Gi' }, ['--containers-ram-requests AMOUNT    at most 8Gi']],
  [
    { cpuLimits: '4500m', ramRequests: '9Gi' },
    ['--containers-cpu-requests AMOUNT    at most 4', '--containers-ram-requests AMOUNT    at most 8Gi'],
  ],
  [{ cpuRequests: '4', cpuLimits: '90', ramRequests: '8Gi' }, []],
])('a target is refused that could not hold a container of %o', (resources, next) => {
  const small = nodeWith('rome-2', { allocatable: { cpu: '4', memory: '8Gi' } });
  const found = refusals({ ...toLocal, request: { ...toLocal.request, resources }, node: small });
  expect(found.map(({ check }) => check)).toEqual(next.map(() => 'target-too-small'));
  expect(found.flatMap((refusal) => refusal.next)).toEqual(next);
});

test('a lost node is told once, not with the taints that come with it', () => {
  const taints = [taint('node.kubernetes.io/unreachable', 'NoExecute'), taint('node.kubernetes.io/unreachable', 'NoSchedule')];
  expect(refusing(local({ ready: false, spec: { taints } }))).toEqual(['target-not-ready']);
});

test('every taint that evicts is named with the line that removes it, and no other', () => {
  const effects = fc.constantFrom('NoSchedule', 'PreferNoSchedule', 'NoExecute');
  const keys = fc.constantFrom('a.example/x', 'b', 'c', liqoNames.notAllowedTaint);
  fc.assert(
    fc.property(fc.uniqueArray(fc.record({ key: keys, effect: effects }), { selector: ({ key, effect }) => key + effect }), (taints) => {
      const evicting = taints.filter(({ effect }) => effect === 'NoExecute');
      const lines = [
        ...evicting.map(({ key }) => `--mover-toleration ${key}:NoExecute    lets movers stay there all the same`),
        ...evicting.map(({ key }) => `kubectl taint nodes rome-2 ${key}:NoExecute-`),
      ];
      expect(refusals(local({ spec: { taints } })).flatMap(({ next }) => next)).toEqual(lines);
    }),
  );
});

test.each([
  [{ key: 'a.example/x', operator: 'Exists' }, []],
  [{ key: 'a.example/x', operator: 'Equal', value: 'y', effect: 'NoExecute' }, []],
  [{ key: 'a.example/x', operator: 'Equal', value: 'z' }, ['target-tainted']],
  [{ key: 'b', operator: 'Exists' }, ['target-tainted']],
] as const)('a taint that evicts is no reason to refuse movers that tolerate it: %j %j', (toleration, expected) => {
  const facts = local({ spec: { taints: [{ key: 'a.example/x', value: 'y', effect: 'NoExecute' }] } });
  expect(refusing({ ...facts, request: { ...facts.request, moverTolerations: [toleration] } })).toEqual(expected);
});

describe('the place of the data is refused', () => {
  const lost = { name: 'rome-1', ready: false };
  const provider = (change: Parameters<typeof providerWith>[0]) => ({
    ...toLocal,
    volume: remoteVolume('milan'),
    providers: new Map([['milan', providerWith({ claim: claimWith(), ...change })]]),
  });
  const real = (claim: ReturnType<typeof claimWith> | undefined) => ({
    local: { namespace: 'liqo-storage', claim, volume: localVolume, mounters: [], storageClass: 'local-path', derivedClass: undefined },
  });
  const cases: [string, Partial<CheckedFacts>, string, RegExp][] = [
    ['without its real claim', real(undefined), 'real-claim-unusable', /liqo-storage\/uid-1, which has the data, is not there/],
    [
      'with a real claim that is Pending',
      real(claimWith({ status: { phase: 'Pending' } })),
      'real-claim-unusable',
      /is Pending, not Bound/,
    ],
    ['with a real claim that goes', real(claimWith({ metadata: { deletionTimestamp: 'now' } })), 'real-claim-unusable', /being deleted/],
    ['on a node that is lost', { volumeNodes: [lost] }, 'source-node-not-ready', /rome-1 only, which is not Ready/],
    [
      'attached to a node that is lost',
      { attachments: [{ volume: 'pvc-uid-1', node: lost }] },
      'volume-attached-to-lost-node',
      /may still be writing/,
    ],
    ['without its claim in the provider', provider({ claim: undefined }), 'real-claim-unusable', /shop-rome\/data in milan/],
    [
      'behind a virtual node that is lost',
      provider({ nodes: [{ name: 'milan', ready: false }] }),
      'source-node-not-ready',
      /through node milan only/,
    ],
    ['behind no virtual node', provider({ nodes: [], virtualNodes: [] }), 'virtual-node-missing', /no virtual node of provider milan/],
  ];
  it.each(cases)('%s', (_what, change, check, message) => {
    const [refusal, ...others] = refusals(change);
    expect(others).toEqual([]);
    expect(refusal?.check).toBe(check);
    expect(refusal?.message).toMatch(message);
  });

  test('but good while one of its nodes is Ready', () => {
    expect(refusing({ volumeNodes: [lost, { name: 'rome-2', ready: true }] })).toEqual([]);
    expect(refusing({ attachments: [{ volume: 'pvc-uid-1', node: { name: 'rome-1', ready: true } }] })).toEqual([]);
    expect(refusing(provider({}))).toEqual([]);
  });
});
