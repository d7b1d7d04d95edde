import type { AdmissionPolicy, AdmissionPolicyBinding } from '../../../../src/kube/objects/kinds.ts';
import { fillAbsent } from '../defaults.ts';
import { Authorizer } from '../authorization.ts';
import { kindNamed } from '../kinds.ts';
import { sameJson, valueAt } from '../object.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Circumstances, Strategy } from '../strategy.ts';
import { compilePolicy } from './compiled-policy.ts';
import { findParamKind } from './policy-params.ts';

const policyKind = kindNamed('validatingadmissionpolicies');

/** A policy is refused when it has nothing to say or does not compile. */
export const policyStrategy: Strategy = {
  fill(object) {
    const { spec } = object as unknown as AdmissionPolicy;
    if (spec === undefined) return;
    fillAbsent(spec, { failurePolicy: 'Fail' });
    if (spec.matchConstraints) fillAbsent(spec.matchConstraints, { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} });
  },
  check(object) {
    const policy = object as unknown as AdmissionPolicy;
    const { matchConstraints, validations = [], auditAnnotations = [] } = policy.spec ?? {};
    const causes = checkCompiles(policy);
    if (matchConstraints === undefined) causes.push(fieldErrors.required('spec.matchConstraints', ''));
    if (validations.length + auditAnnotations.length === 0) {
      causes.push(fieldErrors.required('spec.validations', 'validations or auditAnnotations must contain at least one item'));
    }
    return causes;
  },
  refuse(object, before, circumstances) {
    const { paramKind } = (object as unknown as AdmissionPolicy).spec ?? {};
    if (paramKind === undefined || sameJson(paramKind, valueAt(before, 'spec.paramKind'))) return undefined;
    if (mayRead(paramKind, { name: '*', namespace: '*' }, circumstances)) return undefined;
    const { kind, apiVersion } = paramKind;
    const what = `all objects of the referenced paramKind (kind=${kind}, apiVersion=${apiVersion})`;
    return `user ${circumstances.user.name} must have "get" permission on ${what}`;
  },
};

type ParamKind = NonNullable<NonNullable<AdmissionPolicy['spec']>['paramKind']>;
type ParamRef = NonNullable<NonNullable<AdmissionPolicyBinding['spec']>['paramRef']>;

/** Through a policy its author reads its parameters: nobody may who could not read them otherwise. */
function mayRead(
  paramKind: ParamKind | undefined,
  { name, namespace }: Pick<ParamRef, 'name' | 'namespace'>,
  { store, user }: Circumstances,
): boolean {
  const found = paramKind && findParamKind(paramKind);
  const verb = name === undefined ? 'list' : 'get';
  return new Authorizer(store).allows(user, { verb, group: found?.group ?? '*', resource: found?.plural ?? '*', name, namespace });
}

function checkCompiles(policy: AdmissionPolicy): Cause[] {
  try {
    compilePolicy(policy);
    return [];
  } catch (error) {
    const why = `compilation failed: ERROR: ${error instanceof Error ? error.message : String(error)}`;
    return [fieldErrors.invalid('spec.validations.expression', '', why)];
  }
}

export const policyBindingStrategy: Strategy = {
  check(object) {
    const { spec } = object as unknown as AdmissionPolicyBinding;
    const causes: Cause[] = [];
    if ((spec?.policyName ?? '') === '') causes.push(fieldErrors.required('spec.policyName', ''));
    if ((spec?.validationActions ?? []).length === 0) causes.push(fieldErrors.required('spec.validationActions', ''));
    return [...causes, ...(spec?.paramRef === undefined ? [] : checkParamRef(spec.paramRef))];
  },
  refuse(object, before, circumstances) {
    const { paramRef, policyName = '' } = (object as unknown as AdmissionPolicyBinding).spec ?? {};
    if (paramRef === undefined || sameJson(object.spec, before?.spec)) return undefined;
    const policy = circumstances.store.get(policyKind, policyName) as unknown as AdmissionPolicy | undefined;
    if (mayRead(policy?.spec?.paramKind, paramRef, circumstances)) return undefined;
    const verb = paramRef.name === undefined ? 'list' : 'get';
    return `user ${circumstances.user.name} does not have "${verb}" permission on the object referenced by paramRef`;
  },
};

function checkParamRef({ name = '', selector, parameterNotFoundAction: action = '' }: ParamRef): Cause[] {
  const causes: Cause[] = [];
  const actions = ['Deny', 'Allow'];
  if (name === '' && selector === undefined)
    causes.push(fieldErrors.required('spec.paramRef', 'one of name or selector must be specified'));
  if (name !== '' && selector !== undefined)
    causes.push(fieldErrors.forbidden('spec.paramRef.name', 'name and selector are mutually exclusive'));
  if (action === '') causes.push(fieldErrors.required('spec.paramRef.parameterNotFoundAction', ''));
  else if (!actions.includes(action)) causes.push(fieldErrors.unsupported('spec.paramRef.parameterNotFoundAction', action, actions));
  return causes;
}
