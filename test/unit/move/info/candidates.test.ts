import { expect, it } from 'vitest';
import { type Kind, kinds } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { liqoNames } from '../../../../src/liqo/names.ts';
import { listClaims, listClasses, listMovable, listTargets } from '../../../../src/move/info/candidates.ts';
import { failure, portOf } from '../../../support/scripted-port.ts';

const virtual = { [liqoNames.nodeType]: liqoNames.virtualNode };
const nodes = [
  { metadata: { name: 'rome-1', labels: { 'kubernetes.io/hostname': 'rome-1' } } },
  { metadata: { name: 'rome-2', labels: { 'kubernetes.io/hostname': 'rome-2' } } },
  { metadata: { name: 'rome-3', labels: { 'kubernetes.io/hostname': 'rome-3' } }, spec: { unschedulable: true } },
  { metadata: { name: 'milan', labels: { ...virtual, [liqoNames.remoteClusterId]: 'milan' } } },
  { metadata: { name: 'milan-gpu', labels: { ...virtual, [liqoNames.remoteClusterId]: 'milan' } } },
  { metadata: { name: 'paris', labels: { ...virtual, [liqoNames.remoteClusterId]: 'paris' } } },
];

function claim(name: string, phase: string, over: { class?: string; leaving?: string } = {}): object {
  const status = { phase, capacity: { storage: '1Gi' } };
  return {
    metadata: { name, deletionTimestamp: over.leaving },
    spec: { storageClassName: over.class ?? 'liqo', volumeName: 'pv' },
    status,
  };
}

const claims = [
  claim('data', 'Bound'),
  claim('new', 'Pending'),
  claim('nfs', 'Bound', { class: 'nfs' }),
  claim('old', 'Bound', { leaving: 'now' }),
];
const classes = [
  { metadata: { name: 'liqo' }, provisioner: liqoNames.provisioner },
  { metadata: { name: 'nfs' }, provisioner: 'nfs.example' },
];

function portWith(requirements: readonly object[], lists: ReadonlyMap<Kind<unknown>, readonly object[] | Error>): KubePort {
  const volume = { spec: { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: requirements }] } } } };
  return portOf({
    find: async (kind: Kind<unknown>) => (kind === kinds.volume ? volume : claims[0]),
    list: async (kind: Kind<unknown>) => {
      const items = lists.get(kind);
      if (items instanceof Error) throw items;
      return { items };
    },
  });
}

const onRome = [
  { key: 'kubernetes.io/hostname', operator: 'In', values: ['rome-1'] },
  { key: liqoNames.nodeType, operator: 'DoesNotExist' },
];
const onMilan = [{ key: liqoNames.remoteClusterId, operator: 'In', values: ['milan'] }];
const typed = { namespace: 'app', claim: 'data' };
const lists = new Map<Kind<unknown>, readonly object[]>([
  [kinds.node, nodes],
  [kinds.claim, claims],
  [kinds.storageClass, classes],
]);

it.each([
  ['a local home', onRome, ['rome-2', 'milan', 'milan-gpu', 'paris']],
  ['a remote home', onMilan, ['rome-1', 'rome-2', 'paris']],
])('targets leave out %s, and what is cordoned', async (_home, requirements, expected) => {
  expect((await listTargets(portWith(requirements, lists), typed)).map(({ value }) => value)).toEqual(expected);
});

it('targets are all nodes while the claim is not known', async () => {
  const port = portWith(onRome, lists);
  expect(await listTargets(port, { ...typed, claim: undefined })).toHaveLength(5);
});

it('what can be moved is virtual, bound and there to stay', async () => {
  expect(await listMovable(portWith([], lists), typed)).toEqual([{ value: 'data', description: '1Gi, liqo, Bound' }]);
  expect((await listClaims(portWith([], lists), typed)).map(({ value }) => value)).toEqual(['data', 'new', 'nfs', 'old']);
});

it('what can be moved is not known to be so where classes may not be read', async () => {
  const denied = new Map<Kind<unknown>, readonly object[] | Error>([...lists, [kinds.storageClass, failure('forbidden')]]);
  expect(await listMovable(portWith([], denied), typed)).toEqual([]);
});

it('classes come with their provisioner', async () => {
  expect(await listClasses(portWith([], lists))).toEqual([
    { value: 'liqo', description: 'liqo.io/storage' },
    { value: 'nfs', description: 'nfs.example' },
  ]);
});
