import { describe, expect, it } from 'vitest';
import type { Namespace, Pod } from '../../../src/kube/objects/kinds.ts';
import type { NamespaceOffloading } from '../../../src/liqo/kinds.ts';
import { mutatePod } from '../../liqo/pods/pod-mutation.ts';

type Term = { matchExpressions: { key: string; operator: string; values?: string[] }[] };

const offloaded: Namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'app', labels: { 'liqo.io/scheduling-enabled': 'true' } },
};
const milan: Term = { matchExpressions: [{ key: 'liqo.io/remote-cluster-id', operator: 'In', values: ['milan'] }] };
const onDisk: Term = { matchExpressions: [{ key: 'disk', operator: 'Exists' }] };

function offloading(spec: NamespaceOffloading['spec']): NamespaceOffloading {
  return {
    apiVersion: 'offloading.liqo.io/v1beta1',
    kind: 'NamespaceOffloading',
    metadata: { name: 'offloading', namespace: 'app' },
    spec,
  };
}

function pod(spec: Partial<NonNullable<Pod['spec']>> = {}): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'db', namespace: 'app' }, spec: { containers: [], ...spec } };
}

function termsOf({ spec }: Pod) {
  return spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

const required = (...terms: Term[]) => ({ nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } });

describe('the pod webhook', () => {
  it('changes nothing in other namespaces, with strategy Local, and for the runtime class of Liqo', () => {
    const plain = { ...offloaded, metadata: { name: 'app' } };
    expect(mutatePod(plain, pod(), offloading({}))).toEqual(pod());
    expect(mutatePod(offloaded, pod(), undefined)).toEqual(pod());
    expect(mutatePod(offloaded, pod(), offloading({ podOffloadingStrategy: 'Local' }))).toEqual(pod());
    expect(mutatePod(offloaded, pod({ runtimeClassName: 'liqo' }), offloading({}))).toEqual(pod({ runtimeClassName: 'liqo' }));
  });

  it('adds only the toleration when every cluster and node may run the pod', () => {
    const mutated = mutatePod(offloaded, pod(), offloading({}));
    expect(mutated.spec?.tolerations).toEqual([{ key: 'virtual-node.liqo.io/not-allowed', operator: 'Exists', effect: 'NoExecute' }]);
    expect(mutated.spec).not.toHaveProperty('affinity');
  });

  it('lets a pod choose between the selected clusters and any physical node', () => {
    const terms = termsOf(mutatePod(offloaded, pod(), offloading({ clusterSelector: { nodeSelectorTerms: [milan] } })));
    expect(terms).toEqual([milan, { matchExpressions: [{ key: 'liqo.io/type', operator: 'NotIn', values: ['virtual-node'] }] }]);
  });

  it('keeps pods off physical nodes with strategy Remote', () => {
    const virtual = { key: 'liqo.io/type', operator: 'In', values: ['virtual-node'] };
    const remote = { podOffloadingStrategy: 'Remote' } as const;
    expect(termsOf(mutatePod(offloaded, pod(), offloading(remote)))).toEqual([{ matchExpressions: [virtual] }]);
    const narrowed = offloading({ ...remote, clusterSelector: { nodeSelectorTerms: [milan] } });
    expect(termsOf(mutatePod(offloaded, pod(), narrowed))).toEqual([{ matchExpressions: [...milan.matchExpressions, virtual] }]);
  });

  it('joins its terms to each of the pod`s own', () => {
    const own = pod({ affinity: required(onDisk, milan) });
    const terms = termsOf(mutatePod(offloaded, own, offloading({ clusterSelector: { nodeSelectorTerms: [milan] } })));
    expect(terms).toHaveLength(4);
    expect(terms?.[0]).toEqual({ matchExpressions: [...onDisk.matchExpressions, ...milan.matchExpressions] });
  });
});
