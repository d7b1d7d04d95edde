import type { Namespace, Pod } from '../../../src/kube/objects/kinds.ts';
import type { NamespaceOffloading } from '../../../src/liqo/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { schedulingEnabled } from '../offloading/controller.ts';

type PodSpec = NonNullable<Pod['spec']>;
type Term = NonNullable<
  NonNullable<NonNullable<PodSpec['affinity']>['nodeAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']
>['nodeSelectorTerms'][number];

/**
 * What Liqo's admission webhook makes of a new pod (mutations.go): in namespaces that schedule on virtual nodes the toleration,
 * and the offloading's selector joined to the pod's own required node affinity, each term with each.
 */
export function mutatePod(namespace: Namespace, pod: Pod, offloading: NamespaceOffloading | undefined): Pod {
  const strategy = strategyFor(namespace, offloading);
  if (strategy === 'Local' || pod.spec?.runtimeClassName === 'liqo') return pod;
  const toleration = { key: liqoNames.notAllowedTaint, operator: 'Exists', effect: 'NoExecute' };
  const spec: PodSpec = { ...pod.spec, tolerations: [...(pod.spec?.tolerations ?? []), toleration] } as PodSpec;
  const selector = offloading?.spec.clusterSelector?.nodeSelectorTerms ?? [];
  const terms = strategyTerms(strategy, selector as Term[]);
  return { ...pod, spec: terms.length === 0 ? spec : withTerms(spec, terms) };
}

type Strategy = NonNullable<NamespaceOffloading['spec']['podOffloadingStrategy']>;

function strategyFor(namespace: Namespace, offloading: NamespaceOffloading | undefined): Strategy {
  if (offloading === undefined || namespace.metadata.labels?.[schedulingEnabled] !== 'true') return 'Local';
  return offloading.spec.podOffloadingStrategy ?? 'LocalAndRemote';
}

function strategyTerms(strategy: 'LocalAndRemote' | 'Remote', selector: readonly Term[]): Term[] {
  if (strategy === 'Remote') {
    const virtual = { key: liqoNames.nodeType, operator: 'In', values: [liqoNames.virtualNode] };
    const terms = selector.length === 0 ? [{}] : selector;
    return terms.map((term) => ({ ...term, matchExpressions: [...(term.matchExpressions ?? []), virtual] }));
  }
  if (selector.length === 0) return [];
  const physical = { key: liqoNames.nodeType, operator: 'NotIn', values: [liqoNames.virtualNode] };
  return [...selector, { matchExpressions: [physical] }];
}

function withTerms(spec: PodSpec, terms: readonly Term[]): PodSpec {
  const own = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [{}];
  const nodeSelectorTerms = own.flatMap((one) => terms.map((other) => bothTerms(one, other)));
  return {
    ...spec,
    affinity: {
      ...spec.affinity,
      nodeAffinity: { ...spec.affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
    },
  };
}

function bothTerms(one: Term, other: Term): Term {
  const expressions = [...(one.matchExpressions ?? []), ...(other.matchExpressions ?? [])];
  const fields = [...(one.matchFields ?? []), ...(other.matchFields ?? [])];
  return { ...(expressions.length > 0 ? { matchExpressions: expressions } : {}), ...(fields.length > 0 ? { matchFields: fields } : {}) };
}
