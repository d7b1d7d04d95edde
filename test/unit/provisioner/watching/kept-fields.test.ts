import { expect, it } from 'vitest';
import type { Claim, Event, Meta, Node, Volume } from '../../../../src/kube/objects/kinds.ts';
import { keepClaim, keepEvent, keepMarks, keepNode, keepVolume } from '../../../../src/provisioner/watching/kept-fields.ts';
import { claimOf } from '../../../support/claims.ts';
import { volumeOf } from '../../../support/volumes.ts';

const applied = { 'kubectl.kubernetes.io/last-applied-configuration': 'all of it once more' };
const marks = {
  uid: 'uid-1',
  resourceVersion: '7',
  creationTimestamp: '2026-01-01T00:00:00Z',
  labels: { team: 'blue' },
  annotations: { note: 'mine' },
  finalizers: ['example.com/mine'],
};
const sent = { ...marks, annotations: { ...marks.annotations, ...applied }, managedFields: [{ manager: 'kubectl' }], ownerReferences: [] };
const wire = (object: unknown): unknown => JSON.parse(JSON.stringify(object));

it('keeps all of a claim but who has written what', () => {
  const status = { phase: 'Bound', conditions: [{ type: 'Resizing', status: 'True' }] };
  const key = { namespace: 'shop', name: 'data' };
  const claim: Claim = { ...claimOf(key, sent), status };
  expect(wire(keepClaim(claim))).toEqual(wire({ ...claimOf(key, marks), status }));
});

it('keeps of a volume where its claim and its data are', () => {
  const spec = { claimRef: { namespace: 'shop', name: 'data', uid: 'uid-1' }, nodeAffinity: { required: { nodeSelectorTerms: [] } } };
  const volume: Volume = { ...volumeOf('pv', spec, sent), status: { phase: 'Released', message: 'a long one' } };
  expect(wire(keepVolume(volume))).toEqual(wire({ ...volumeOf('pv', spec, marks), status: { phase: 'Released' } }));
});

it('keeps of a node whether it is Ready, without its images', () => {
  const ready = { type: 'Ready', status: 'True' };
  const status = { conditions: [{ type: 'DiskPressure', status: 'False' }, ready], images: [{ names: ['busybox'] }] };
  const node: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'rome-1', ...sent }, status };
  expect(wire(keepNode(node))).toEqual({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'rome-1', ...marks },
    status: { conditions: [ready] },
  });
});

it('keeps of a guard its marks', () => {
  const metadata: Meta = { name: 'guard', ...marks };
  expect(keepMarks({ apiVersion: 'v1', kind: 'Policy', metadata, spec: {} } as Parameters<typeof keepMarks>[0])).not.toHaveProperty('spec');
});

it.each([
  ['as it says', { lastTimestamp: '2026-01-03T00:00:00Z' }, '2026-01-03T00:00:00Z'],
  ['as the newer API says', { eventTime: '2026-01-02T00:00:00Z' }, '2026-01-02T00:00:00Z'],
  ['at its creation', {}, '2026-01-01T00:00:00Z'],
])('keeps of an event what was said, of what, and when: %s', (_when, time, at) => {
  const about = { kind: 'PersistentVolumeClaim', name: 'data', uid: 'uid-1' };
  const said = { type: 'Normal', reason: 'Provisioning', message: 'it comes' };
  const event = { apiVersion: 'v1', kind: 'Event', metadata: { name: 'e', namespace: 'shop', ...sent }, ...said, ...time } as Omit<
    Event,
    'involvedObject'
  >;
  expect(wire(keepEvent({ ...event, involvedObject: { ...about, resourceVersion: '5' } }))).toEqual({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'shop', resourceVersion: '7' },
    involvedObject: about,
    ...said,
    lastTimestamp: at,
  });
});
