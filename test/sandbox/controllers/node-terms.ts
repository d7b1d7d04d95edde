import type { Node } from '../../../src/kube/objects/kinds.ts';

interface Requirement {
  key: string;
  operator: string;
  values?: string[] | undefined;
}

export interface NodeSelectorTerm {
  matchExpressions?: Requirement[] | undefined;
  matchFields?: Requirement[] | undefined;
}

/** Whether a node satisfies one of the terms; no term, and a term without requirements, take no node. */
export function matchesNodeTerms(terms: readonly NodeSelectorTerm[], node: Node): boolean {
  return terms.some((term) => matchesTerm(term, node));
}

function matchesTerm(term: NodeSelectorTerm, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length + fields.length === 0) return false;
  const named = { 'metadata.name': node.metadata.name };
  return expressions.every((one) => holds(one, node.metadata.labels ?? {})) && fields.every((one) => holds(one, named));
}

function holds({ key, operator, values = [] }: Requirement, labels: Record<string, string>): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return compares(operator, value, values[0]);
  }
}

function compares(operator: string, value: string | undefined, bound: string | undefined): boolean {
  if (value === undefined || bound === undefined || !/^-?\d+$/.test(value)) return false;
  if (operator === 'Gt') return Number(value) > Number(bound);
  if (operator === 'Lt') return Number(value) < Number(bound);
  return false;
}
