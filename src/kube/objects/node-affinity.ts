import type { Node, Volume } from './kinds.ts';

export type VolumeAffinity = NonNullable<Volume['spec']>['nodeAffinity'];
type Term = NonNullable<NonNullable<VolumeAffinity>['required']>['nodeSelectorTerms'][number];
export type Requirement = NonNullable<Term['matchExpressions']>[number];

/** Whether a node satisfies a volume's required affinity; a volume without one is reachable everywhere. */
export function affinityAllows(affinity: VolumeAffinity | undefined, node: Node): boolean {
  const terms = affinity?.required?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => termAllows(term, node));
}

function termAllows(term: Term, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length + fields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  return (
    expressions.every((requirement) => requirementHolds(requirement, labels[requirement.key])) &&
    fields.every((requirement) => requirement.key === 'metadata.name' && requirementHolds(requirement, node.metadata.name))
  );
}

function requirementHolds({ operator, values = [] }: Requirement, actual: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return actual !== undefined && values.includes(actual);
    case 'NotIn':
      return actual === undefined || !values.includes(actual);
    case 'Exists':
      return actual !== undefined;
    case 'DoesNotExist':
      return actual === undefined;
    case 'Gt':
      return Number(actual) > Number(values[0]);
    case 'Lt':
      return Number(actual) < Number(values[0]);
    default:
      return false;
  }
}

/** Every requirement on labels in the affinity, over all its terms. */
export function affinityRequirements(affinity: VolumeAffinity | undefined): readonly Requirement[] {
  return affinity?.required?.nodeSelectorTerms.flatMap((term) => term.matchExpressions ?? []) ?? [];
}

/** The same affinity with one more requirement in each of its terms; terms are alternatives, so the new one must hold in all. */
export function affinityAnd(affinity: VolumeAffinity | undefined, requirement: Requirement): NonNullable<VolumeAffinity> {
  const terms = affinity?.required?.nodeSelectorTerms ?? [{}];
  return {
    required: {
      nodeSelectorTerms: terms.map((term) => ({ ...term, matchExpressions: [...(term.matchExpressions ?? []), requirement] })),
    },
  };
}
