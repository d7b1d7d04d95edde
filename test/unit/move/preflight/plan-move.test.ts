import { describe, expect, it } from 'vitest';
import type { Volume } from '../../../../src/kube/objects/kinds.ts';
import type { CheckedFacts } from '../../../../src/move/preflight/questions/answers.ts';
import { describePlan } from '../../../../src/move/preflight/describe-plan.ts';
import { planMove, planNothing } from '../../../../src/move/preflight/plan-move.ts';
import { moveId } from '../../../../src/move/model/names.ts';
import { claimWith, factsWith, localVolume, nodeWith, providerWith, remoteVolume, request, virtualNode } from '../../../support/facts.ts';

const id = moveId('uid-1');
const paris = (change: Partial<CheckedFacts> = {}): Partial<CheckedFacts> => ({
  request: { ...request, targetNode: 'paris' },
  node: virtualNode('paris'),
  ...change,
});
const remoteClaim = claimWith({ metadata: { name: 'data', namespace: 'shop-rome', uid: 'remote-1' } });
const inMilan: Partial<CheckedFacts> = {
  volume: remoteVolume('milan'),
  providers: new Map([
    ['milan', providerWith({ claim: remoteClaim })],
    ['paris', providerWith({ id: 'paris' })],
  ]),
};
const real: Volume = { ...localVolume, metadata: { name: 'pvc-real-1', uid: 'real-volume-1' } };
const onNode = (node: string): Volume => ({
  ...real,
  spec: {
    nodeAffinity: {
      required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] },
    },
    persistentVolumeReclaimPolicy: 'Delete',
  },
});
const local = (volume: Volume) =>
  ({ ...factsWith().local, namespace: 'liqo-storage', volume, storageClass: 'local-path' }) as CheckedFacts['local'];

describe('a plan', () => {
  it('leads from this cluster to a provider', () => {
    const plan = planMove(factsWith({ local: local(onNode('rome-1')) }));
    expect(plan && describePlan(plan)).toEqual({
      id,
      attempt: 1,
      request,
      source: {
        kind: 'local',
        node: 'rome-1',
        namespace: 'liqo-storage',
        claim: 'uid-1',
        claimUid: 'real-1',
        volume: { name: 'pvc-real-1', uid: 'real-volume-1', policy: 'Delete' },
      },
      target: {
        kind: 'remote',
        provider: 'milan',
        node: 'milan',
        namespace: 'shop-rome',
        claim: 'data',
        storageClass: 'local-path',
        reflection: { origin: 'rome', destination: 'milan' },
      },
      workspace: `liqo-move-${id}-1`,
      providers: ['milan'],
      volume: `liqo-move-${id}-1`,
      capacityBytes: 1 << 30,
      movers: 'root',
      notCarried: ['trusted.* attributes, which only privileged movers see'],
    });
  });

  it('leads from a provider to this cluster', () => {
    const plan = planMove(factsWith({ ...inMilan, request: { ...request, targetNode: 'rome-2' }, node: nodeWith('rome-2') }));
    expect(plan).toMatchObject({
      source: { kind: 'remote', provider: 'milan', claim: 'data', claimUid: 'remote-1', namespace: 'shop-rome' },
      target: { kind: 'local', node: 'rome-2', namespace: 'liqo-storage', claim: `move-${id}-1`, storageClass: 'local-path' },
      providers: ['milan'],
    });
  });

  it('leads from one provider to another', () => {
    const plan = planMove(factsWith({ ...inMilan, ...paris() }));
    expect(plan).toMatchObject({
      source: { provider: 'milan', node: 'milan', reflection: { destination: 'milan' } },
      target: { provider: 'paris', node: 'paris', reflection: { origin: 'rome', destination: 'paris' } },
      providers: ['milan', 'paris'],
    });
    expect(plan?.target).not.toHaveProperty('claimUid');
  });

  it('leads from one node of this cluster to another', () => {
    const plan = planMove(
      factsWith({
        request: { ...request, targetNode: 'rome-2' },
        node: nodeWith('rome-2'),
        providers: new Map(),
        local: local(onNode('rome-1')),
      }),
    );
    expect(plan).toMatchObject({ source: { kind: 'local', node: 'rome-1' }, target: { kind: 'local', node: 'rome-2' }, providers: [] });
  });

  it('keeps the policy of a volume that its class retains', () => {
    const retained = { ...real, spec: { ...real.spec, persistentVolumeReclaimPolicy: 'Retain' } };
    expect(planMove(factsWith({ local: local(retained) }))?.source).toMatchObject({ volume: { policy: 'Retain' } });
  });

  it('counts attempts, so that none meets what an earlier one has left', () => {
    const plan = planMove(factsWith({ attempts: [1, 4] }));
    expect(plan && describePlan(plan)).toMatchObject({ id, attempt: 5, workspace: `liqo-move-${id}-5`, volume: `liqo-move-${id}-5` });
  });

  it('copies at most what the claim has grown to', () => {
    expect(planMove(factsWith({ claim: claimWith({ status: { capacity: { storage: '3Gi' } } }) }))?.capacityBytes).toBe(3 * 2 ** 30);
  });

  it.each([
    ['claim', { claim: undefined }],
    ['volume', { volume: undefined }],
    ['node', { node: undefined }],
    ['storage namespace', { local: undefined }],
    ['namespace in the provider', { providers: new Map([['milan', providerWith({ namespace: undefined })]]) }],
    ['cluster id', { clusterId: undefined }],
  ] as [string, Partial<CheckedFacts>][])('is not made without the %s', (_, change) => {
    expect(planMove(factsWith(change))).toBeUndefined();
  });
});

describe('the class in a provider', () => {
  const classOf = (change: Partial<CheckedFacts>) =>
    (planMove(factsWith(change))?.target as { storageClass?: string } | undefined)?.storageClass;
  const [virtual] = providerWith().virtualNodes;
  const offering = (...storageClasses: { storageClassName: string; default?: boolean }[]) =>
    new Map([
      ['milan', providerWith({ virtualNodes: virtual === undefined ? [] : [{ ...virtual, spec: { ...virtual.spec, storageClasses } }] })],
    ]);
  const annotated = claimWith({
    metadata: { name: 'data', namespace: 'shop', uid: 'uid-1', annotations: { 'liqo.io/remote-storage-class': 'wished' } },
  });

  it('is what the user says, then what the claim says, then the default, then the first by name', () => {
    const providers = offering({ storageClassName: 'b' }, { storageClassName: 'a' }, { storageClassName: 'z', default: true });
    expect(classOf({ request: { ...request, targetClass: 'given' }, claim: annotated, providers })).toBe('given');
    expect(classOf({ claim: annotated, providers })).toBe('wished');
    expect(classOf({ providers })).toBe('z');
    expect(classOf({ providers: offering({ storageClassName: 'b' }, { storageClassName: 'a' }) })).toBe('a');
    expect(classOf({ providers: offering() })).toBeUndefined();
  });
});

describe('nothing to do', () => {
  it.each([
    ['data in the provider behind the node', inMilan, 'claim shop/data is already in provider milan (node milan)'],
    ['data on that very node', { node: nodeWith('rome-1'), local: local(onNode('rome-1')) }, 'claim shop/data is already on node rome-1'],
    ['data in another provider', { ...inMilan, ...paris() }, undefined],
    ['data on another node', { node: nodeWith('rome-2'), local: local(onNode('rome-1')) }, undefined],
    ['local data and a virtual node', { local: local(onNode('rome-1')) }, undefined],
    ['remote data and a real node', { ...inMilan, node: nodeWith('rome-1') }, undefined],
    ['no such node', { ...inMilan, node: undefined }, undefined],
    ['no volume yet', { volume: undefined }, undefined],
  ] as [string, Partial<CheckedFacts>, string | undefined][])('is said of %s', (_, change, words) => {
    expect(planNothing(factsWith(change))).toBe(words);
  });
});
