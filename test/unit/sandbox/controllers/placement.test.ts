import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../../../../src/kube/objects/kinds.ts';
import { choosePlacement, type ClusterFacts } from '../../../sandbox/controllers/scheduler/placement.ts';
import { claimWith, classWith, mount, nodeWith, podWith, volumeWith } from './objects.ts';

const virtual = { 'liqo.io/type': 'virtual-node', 'liqo.io/remote-cluster-id': 'milan' };
const fence = { taints: [{ key: 'virtual-node.liqo.io/not-allowed', value: 'true', effect: 'NoExecute' }] };
const milan = nodeWith('milan', { labels: virtual, spec: fence });
const welcome = { tolerations: [{ key: 'virtual-node.liqo.io/not-allowed', operator: 'Exists', effect: 'NoExecute' }] };
const completed = { 'pv.kubernetes.io/bind-completed': 'yes' };

function place(pod: Pod, facts: Partial<ClusterFacts> & { nodes: readonly Node[] }): string {
  const placement = choosePlacement(pod, { pods: [], claims: [], volumes: [], storageClasses: [], ...facts });
  return 'node' in placement ? placement.node.metadata.name : placement.refusal.replace(/ preemption: .*/, '');
}

function requiring(...matchExpressions: object[]): object {
  const terms = { nodeSelectorTerms: [{ matchExpressions }] };
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } };
}

describe('nodes', () => {
  it('with taints are for those who tolerate them', () => {
    expect(place(podWith(), { nodes: [milan] })).toBe(
      '0/1 nodes are available: 1 node(s) had untolerated taint {virtual-node.liqo.io/not-allowed: true}.',
    );
    expect(place(podWith(welcome), { nodes: [milan] })).toBe('milan');
  });

  it.each<[string, object, string]>([
    ['In', { key: 'zone', operator: 'In', values: ['b'] }, 'b'],
    ['NotIn takes nodes without the label', { key: 'zone', operator: 'NotIn', values: ['a', 'b'] }, 'bare'],
    ['Exists', { key: 'zone', operator: 'Exists' }, 'a'],
    ['DoesNotExist', { key: 'zone', operator: 'DoesNotExist' }, 'bare'],
    ['Gt', { key: 'rank', operator: 'Gt', values: ['4'] }, 'b'],
    ['Lt', { key: 'rank', operator: 'Lt', values: ['4'] }, 'a'],
  ])('are chosen by required affinity: %s', (_, expression, expected) => {
    const nodes = [
      nodeWith('a', { labels: { zone: 'a', rank: '3' } }),
      nodeWith('b', { labels: { zone: 'b', rank: '5' } }),
      nodeWith('bare'),
    ];
    expect(place(podWith(requiring(expression)), { nodes })).toBe(expected);
  });

  it('are chosen by name through matchFields', () => {
    const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b'] }] };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } };
    expect(place(podWith({ affinity }), { nodes: [nodeWith('a'), nodeWith('b')] })).toBe('b');
  });

  it('that are cordoned, not ready, not selected or full take nobody; each reason is counted', () => {
    const nodes = [
      nodeWith('a', { spec: { unschedulable: true } }),
      nodeWith('b', { ready: false }),
      nodeWith('c', { room: { pods: '0' } }),
      nodeWith('d'),
      nodeWith('e'),
    ];
    expect(place(podWith({ nodeSelector: { 'kubernetes.io/hostname': 'c' } }), { nodes })).toBe(
      "0/5 nodes are available: 1 Too many pods, 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }, 1 node(s) had untolerated taint {node.kubernetes.io/unschedulable: }, 2 node(s) didn't match Pod's node affinity/selector.",
    );
  });

  it('with less to do are preferred, and requests are kept', () => {
    const greedy = { containers: [{ name: 'main', image: 'sh', resources: { requests: { cpu: '1500m' } } }] };
    const nodes = [nodeWith('a'), nodeWith('b')];
    const onA = podWith({ ...greedy, nodeName: 'a' });
    const onB = podWith({ ...greedy, nodeName: 'b' });
    expect(place(podWith(greedy), { nodes, pods: [onA] })).toBe('b');
    expect(place(podWith(greedy), { nodes, pods: [onA, onB] })).toBe('0/2 nodes are available: 2 Insufficient cpu.');
    expect(place(podWith(greedy), { nodes, pods: [onA, { ...onB, status: { phase: 'Succeeded' } }] })).toBe('b');
  });
});

describe('claims', () => {
  const pod = podWith({ volumes: [mount], ...welcome });
  const nodes: readonly Node[] = [nodeWith('rome-1'), milan];
  const remote = {
    required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'liqo.io/remote-cluster-id', operator: 'In', values: ['milan'] }] }] },
  };
  const bound = claimWith({ spec: { volumeName: 'pv' }, annotations: completed, phase: 'Bound' });
  const deferred = [classWith({ volumeBindingMode: 'WaitForFirstConsumer' })];

  it.each<[string, Partial<ClusterFacts>, string]>([
    ['that are missing block', {}, '0/2 nodes are available: persistentvolumeclaim "db" not found.'],
    [
      'that are unbound and immediate block',
      { claims: [claimWith()], storageClasses: [classWith()] },
      '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
    ],
    [
      'that are lost block',
      { claims: [{ ...bound, status: { phase: 'Lost' } }] },
      '0/2 nodes are available: persistentvolumeclaim "db" bound to non-existent persistentvolume "pv".',
    ],
    ['pull the pod to their volume', { claims: [bound], volumes: [volumeWith({ spec: { nodeAffinity: remote } })] }, 'milan'],
    ['that wait for a consumer follow the pod', { claims: [claimWith()], storageClasses: deferred }, 'milan'],
  ])('%s', (_, facts, expected) => expect(place(pod, { nodes, ...facts })).toBe(expected));

  it('that are being deleted block', () => {
    const going = { ...bound, metadata: { ...bound.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(place(pod, { nodes, claims: [going] })).toBe('0/2 nodes are available: persistentvolumeclaim "db" is being deleted.');
  });

  it('keep the pod from nodes that cannot reach the volume', () => {
    const volumes = [volumeWith({ spec: { nodeAffinity: remote } })];
    expect(place(pod, { nodes: [nodeWith('rome-1')], claims: [bound], volumes })).toBe(
      "0/1 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity.",
    );
  });

  it('stay with the node that was selected for them', () => {
    const claims = [claimWith({ annotations: { 'volume.kubernetes.io/selected-node': 'rome-1' } })];
    expect(place(pod, { nodes, claims, storageClasses: deferred })).toBe('rome-1');
  });

  it('of one pod only keep a second pod away', () => {
    const exclusive = { ...bound, spec: { ...bound.spec, accessModes: ['ReadWriteOncePod'] } } as typeof bound;
    const first = podWith({ volumes: [mount], nodeName: 'rome-1' });
    expect(place(pod, { nodes, claims: [exclusive], volumes: [volumeWith()], pods: [first] })).toContain('ReadWriteOncePod access mode');
  });
});
