import type { AdmissionPolicy, AdmissionPolicyBinding } from '../../../../src/kube/objects/kinds.ts';
import { fillAbsent } from '../defaults.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Strategy } from '../strategy.ts';
import { compilePolicy } from './compiled-policy.ts';

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
};

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
    return causes;
  },
};
