import type { Pod, ResourceQuota } from '../../../../src/kube/objects/kinds.ts';
import type { ApiObject } from '../object.ts';

type Requirement = NonNullable<NonNullable<NonNullable<ResourceQuota['spec']>['scopeSelector']>['matchExpressions']>[number];

/** Whether the quota counts the object: one with scopes counts pods only, and those that fit every scope (core evaluators, Matches). */
export function selects({ spec }: ResourceQuota, object: ApiObject): boolean {
  const scopes: Requirement[] = (spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  const all = [...scopes, ...(spec?.scopeSelector?.matchExpressions ?? [])];
  return all.length === 0 || (object.kind === 'Pod' && all.every((each) => fits(object as unknown as Pod, each)));
}

function fits(pod: Pod, requirement: Requirement): boolean {
  const bounded = pod.spec?.activeDeadlineSeconds !== undefined;
  const bestEffort = pod.status?.qosClass === 'BestEffort';
  switch (requirement.scopeName) {
    case 'Terminating':
      return bounded;
    case 'NotTerminating':
      return !bounded;
    case 'BestEffort':
      return bestEffort;
    case 'NotBestEffort':
      return !bestEffort;
    case 'PriorityClass':
      return fitsPriority(pod.spec?.priorityClassName ?? '', requirement);
    default:
      return false;
  }
}

function fitsPriority(name: string, { operator, values = [] }: Requirement): boolean {
  if (operator === 'In') return values.includes(name);
  if (operator === 'NotIn') return !values.includes(name);
  return operator === 'Exists' ? name !== '' : name === '';
}
