import { describe, expect, it } from 'vitest';
import type { Claim, Node, Pod, StorageClass, Volume } from '../../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../../src/liqo/names.ts';
import { describeVolume } from '../../../../src/move/info/describe-volume.ts';
import type { InfoFacts } from '../../../../src/move/info/info-facts.ts';

const denied = { unknown: 'not allowed', message: 'forbidden' };

const claim = {
  metadata: { name: 'data', namespace: 'app', uid: 'u' },
  spec: { storageClassName: 'liqo', volumeName: 'pv', resources: { requests: { storage: '1Gi' } } },
  status: { phase: 'Bound', capacity: { storage: '1Gi' } },
} as unknown as Claim;

function volumeOn(...requirements: object[]): Volume {
  return {
    metadata: { name: 'pv', annotations: { [liqoNames.provisionedBy]: liqoNames.provisioner } },
    spec: { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: requirements }] } } },
  } as unknown as Volume;
}

const onRome = [
  { key: 'kubernetes.io/hostname', operator: 'In', values: ['rome-1'] },
  { key: liqoNames.nodeType, operator: 'DoesNotExist' },
];
const onMilan = [{ key: liqoNames.remoteClusterId, operator: 'In', values: ['milan'] }];

const real = {
  metadata: { name: 'u', namespace: 'liqo-storage', uid: 'r' },
  spec: { storageClassName: 'fast' },
  status: { phase: 'Bound', capacity: { storage: '2Gi' } },
};
const realInMilan = { ...real, metadata: { name: 'data', namespace: 'app-rome', uid: 'm' } };

const facts: InfoFacts = {
  claims: [claim],
  volumes: new Map([['pv', volumeOn(...onRome)]]),
  classes: new Map([['liqo', { provisioner: liqoNames.provisioner } as StorageClass]]),
  nodes: [{ metadata: { name: 'virtual', labels: { [liqoNames.remoteClusterId]: 'milan' } } } as unknown as Node],
  pods: [],
  moves: [],
  local: [real as unknown as Claim],
  remote: new Map([['milan/app', { namespace: 'app-rome', claims: [realInMilan as unknown as Claim] }]]),
};

const remoteFacts = { ...facts, volumes: new Map([['pv', volumeOn(...onMilan)]]) };

function pod(name: string, over: { namespace?: string; claim?: string; labels?: Record<string, string> } = {}): Pod {
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: over.claim ?? 'data' } }];
  return {
    metadata: { name, namespace: over.namespace ?? 'app', labels: over.labels ?? {} },
    spec: { volumes },
    status: { phase: 'Running' },
  } as unknown as Pod;
}

describe('a virtual claim', () => {
  it('with a local home has its real claim in the storage namespace', () => {
    expect(describeVolume(claim, facts)).toEqual({
      namespace: 'app',
      claim: 'data',
      uid: 'u',
      phase: 'Bound',
      home: { kind: 'local', node: 'rome-1' },
      volume: 'pv',
      storageClass: 'liqo',
      capacity: '1Gi',
      real: { namespace: 'liqo-storage', claim: 'u', uid: 'r', phase: 'Bound', storageClass: 'fast', capacity: '2Gi' },
      mountedBy: [],
    });
  });

  it('with a remote home has it in the provider, behind virtual nodes', () => {
    expect(describeVolume(claim, remoteFacts)).toMatchObject({
      home: { kind: 'remote', provider: 'milan', nodes: ['virtual'] },
      real: { namespace: 'app-rome', claim: 'data', uid: 'm' },
    });
  });

  it('that is not bound has no home yet', () => {
    const pending = { ...claim, spec: { storageClassName: 'liqo', resources: { requests: { storage: '3Gi' } } }, status: {} } as Claim;
    const { home, real: none, phase, capacity } = describeVolume(pending, facts);
    expect({ home, none, phase, capacity }).toEqual({ home: { kind: 'none' }, none: undefined, phase: 'Pending', capacity: '3Gi' });
  });

  it('is known as such by its class, its volume or its own annotation', () => {
    const annotated = {
      ...claim,
      metadata: { ...claim.metadata, annotations: { 'volume.kubernetes.io/storage-provisioner': 'liqo.io/storage' } },
    };
    expect(describeVolume(claim, { ...facts, classes: denied }).home).toMatchObject({ kind: 'local' });
    expect(describeVolume(annotated, { ...facts, classes: denied, volumes: denied }).home).toEqual(denied);
    expect(describeVolume(claim, { ...facts, classes: denied, volumes: denied }).home).toEqual(denied);
  });

  it('whose real claim is not there, or cannot be asked for, says so', () => {
    const gone = { ...facts, local: [] };
    expect(describeVolume(claim, gone).real).toMatchObject({ unknown: 'not found' });
    expect(describeVolume(claim, { ...remoteFacts, remote: new Map([['milan/app', denied]]) }).real).toEqual(denied);
  });

  it('whose volume lies where Liqo puts none has an unclear home', () => {
    expect(describeVolume(claim, { ...facts, volumes: new Map([['pv', volumeOn()]]) }).home).toMatchObject({ unknown: 'unclear' });
  });
});

it('a claim of another class is not virtual, and has no real one', () => {
  const other = { ...claim, spec: { ...claim.spec, storageClassName: 'nfs' } };
  const volume = { ...volumeOn(...onRome), metadata: { name: 'pv' } };
  const { home, real: none } = describeVolume(other, { ...facts, volumes: new Map([['pv', volume]]) });
  expect([home, none]).toEqual([{ kind: 'not-virtual', node: 'rome-1' }, undefined]);
});

it('is mounted by pods of its namespace that name it, movers apart', () => {
  const mover = pod('mover', { labels: { 'move.liqo.io/id': 'a' } });
  const pods = [pod('db-0'), pod('other', { claim: 'other' }), pod('far', { namespace: 'shop' }), mover];
  expect(describeVolume(claim, { ...facts, pods }).mountedBy).toEqual([{ pod: 'db-0', phase: 'Running' }]);
  expect(describeVolume(claim, { ...facts, pods: denied, moves: denied })).toMatchObject({ mountedBy: denied, move: denied });
});
