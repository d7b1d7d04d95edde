import type { Node } from '../../src/kube/objects/kinds.ts';
import type { NamespaceOffloading } from '../../src/liqo/kinds.ts';

type Selector = NamespaceOffloading['spec']['clusterSelector'];
type Labels = NonNullable<Node['metadata']['labels']>;
type Expression = NonNullable<NonNullable<Selector>['nodeSelectorTerms'][number]['matchExpressions']>[number];

/** Whether labels satisfy an offloading's selector; none, or one without terms, selects every cluster. */
export function selects(selector: Selector, labels: Labels): boolean {
  const terms = selector?.nodeSelectorTerms ?? [];
  if (terms.length === 0) return true;
  return terms.some((term) => {
    const expressions = term.matchExpressions ?? [];
    // Kubernetes: an empty term matches nothing.
    return expressions.length > 0 && expressions.every((expression) => holds(expression, labels[expression.key]));
  });
}

function holds({ operator, values = [] }: Expression, actual: string | undefined): boolean {
  if (operator === 'In') return actual !== undefined && values.includes(actual);
  if (operator === 'NotIn') return actual === undefined || !values.includes(actual);
  if (operator === 'Exists') return actual !== undefined;
  if (operator === 'DoesNotExist') return actual === undefined;
  return false;
}
