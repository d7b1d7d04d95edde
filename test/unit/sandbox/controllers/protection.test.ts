import { describe, expect, it } from 'vitest';
import { usesClaim } from '../../../sandbox/controllers/protection.ts';
import { claimWith, mount, podWith } from './objects.ts';

describe('a claim is used', () => {
  it.each([
    ['by a running pod', { nodeName: 'rome-1', volumes: [mount] }, 'Running', true],
    ['by a pod that has succeeded', { nodeName: 'rome-1', volumes: [mount] }, 'Succeeded', true],
    ['by a pod that has failed', { nodeName: 'rome-1', volumes: [mount] }, 'Failed', true],
    ['by no pod without a node', { volumes: [mount] }, 'Pending', false],
    ['by no pod without the claim', { nodeName: 'rome-1' }, 'Running', false],
  ])('%s', (_, spec, phase, expected) => expect(usesClaim(podWith(spec, { phase }), claimWith())).toBe(expected));

  it('as an ephemeral volume by the pod that owns it only', () => {
    const pod = podWith({ nodeName: 'rome-1', volumes: [{ name: 'scratch', ephemeral: {} }] }, { phase: 'Running' });
    const claim = claimWith();
    const named = { ...claim, metadata: { ...claim.metadata, name: 'pod-scratch' } };
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'pod', uid: 'pod-uid', controller: true };
    expect(usesClaim(pod, { ...named, metadata: { ...named.metadata, ownerReferences: [owner] } })).toBe(true);
    expect(usesClaim(pod, named)).toBe(false);
  });
});
