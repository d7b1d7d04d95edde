import type { AdmissionPolicy } from '../../../../src/kube/objects/kinds.ts';
import { kindNamed } from '../kinds.ts';
import { type LabelSelector, matchesSelector } from '../selectors.ts';
import type { Store } from '../store.ts';
import type { AdmissionRequest } from './admission.ts';

export type MatchResources = NonNullable<NonNullable<AdmissionPolicy['spec']>['matchConstraints']>;
type Rule = NonNullable<MatchResources['resourceRules']>[number];

const namespaces = kindNamed('namespaces');

/** Whether match constraints (or a binding's `matchResources`) cover a request. */
export function covers(constraints: MatchResources | undefined, request: AdmissionRequest, store: Store): boolean {
  if (constraints === undefined) return true;
  const { resourceRules, excludeResourceRules = [], namespaceSelector, objectSelector } = constraints;
  if (excludeResourceRules.some((rule) => matchesRule(rule, request))) return false;
  if (resourceRules !== undefined && resourceRules.length > 0 && !resourceRules.some((rule) => matchesRule(rule, request))) return false;
  return (
    matchesNamespace(namespaceSelector as LabelSelector | undefined, request, store) &&
    matchesObject(objectSelector as LabelSelector | undefined, request)
  );
}

function matchesRule(rule: Rule, { call, operation, name }: AdmissionRequest): boolean {
  const { kind, subresource = '' } = call;
  const { resourceNames = [], resources = [], scope = '*' } = rule;
  if (resourceNames.length > 0 && !resourceNames.includes(name)) return false;
  const wanted: [readonly string[] | undefined, string][] = [
    [rule.operations, operation],
    [rule.apiGroups, kind.group],
    [rule.apiVersions, kind.version],
    [[scope], kind.namespaced ? 'Namespaced' : 'Cluster'],
  ];
  return wanted.every(([list, value]) => names(list, value)) && resources.some((each) => matchesResource(each, kind.plural, subresource));
}

function names(list: readonly string[] | undefined, value: string): boolean {
  return list?.some((each) => each === '*' || each === value) === true;
}

function matchesResource(pattern: string, plural: string, subresource: string): boolean {
  const [resource, sub = ''] = pattern.split('/');
  return (resource === '*' || resource === plural) && (sub === '*' || sub === subresource);
}

function matchesNamespace(selector: LabelSelector | undefined, request: AdmissionRequest, store: Store): boolean {
  if (selector === undefined) return true;
  const { call, object, before } = request;
  // A namespace is selected by its own labels; other objects without a namespace always match.
  if (call.kind === namespaces) return matchesSelector(selector, (object ?? before)?.metadata.labels);
  if (call.namespace === undefined) return true;
  return matchesSelector(selector, store.get(namespaces, call.namespace)?.metadata.labels);
}

function matchesObject(selector: LabelSelector | undefined, { object, before }: AdmissionRequest): boolean {
  if (selector === undefined) return true;
  return [object, before].some((each) => each !== undefined && matchesSelector(selector, each.metadata.labels));
}
