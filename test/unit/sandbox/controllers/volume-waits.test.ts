import { expect, it } from 'vitest';
import type { Claim, Volume } from '../../../../src/kube/objects/kinds.ts';
import { judgeWait, type Outlook } from '../../../sandbox/controllers/scheduler/volume-waits.ts';
import { claimWith, mount, nodeWith, podWith, volumeWith } from './objects.ts';

const selected = { 'volume.kubernetes.io/selected-node': 'rome-1' };
const completed = { ...selected, 'pv.kubernetes.io/bind-completed': 'yes' };
const elsewhere = {
  nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['b'] }] }] } },
};

function judge(claim: Claim | undefined, volumes: Volume[], volume?: Volume): Outlook {
  const wait = { node: 'rome-1', provisions: [{ claim: claimWith(), ...(volume && { volume }) }] };
  const facts = { nodes: [nodeWith('rome-1')], pods: [], claims: claim === undefined ? [] : [claim], volumes, storageClasses: [] };
  return judgeWait(podWith({ volumes: [mount] }), wait, facts);
}

it.each<[string, Claim | undefined, Volume[], Outlook]>([
  ['while its claim is not bound', claimWith({ annotations: selected }), [], 'waits'],
  ['no more once it is', claimWith({ annotations: completed, spec: { volumeName: 'pv' } }), [volumeWith()], 'ready'],
  ['in vain when the node was given back', claimWith(), [], { failure: 'provisioning failed for PVC "db"' }],
  [
    'in vain for a volume that lies elsewhere',
    claimWith({ annotations: completed, spec: { volumeName: 'pv' } }),
    [volumeWith({ spec: elsewhere })],
    { failure: 'pv "pv" node affinity doesn\'t match node "rome-1": no matching NodeSelectorTerms' },
  ],
  [
    'in vain for a claim that is gone',
    undefined,
    [],
    { failure: 'failed to check provisioning pvc: could not find v1.PersistentVolumeClaim "app/db"' },
  ],
])('a pod waits %s', (_, claim, volumes, expected) => expect(judge(claim, volumes)).toEqual(expected));

it('a pod waits in vain for a volume that was reserved for it and is no more', () => {
  expect(judge(claimWith(), [volumeWith()], volumeWith())).toEqual({ failure: 'ClaimRef got reset for pv "pv"' });
});
