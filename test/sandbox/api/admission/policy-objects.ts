import type { AdmissionPolicy, AdmissionPolicyBinding } from '../../../../src/kube/kinds.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Strategy } from '../strategy.ts';
import { compilePolicy } from './compiled-policy.ts';

/** A policy is refused when it has nothing to say or does not compile. */
export const policyStrategy: Strategy = {
  fill(object) {
    const policy = object as unknown as AdmissionPolicy;
    if (policy.spec === undefined) return;
    policy.spec.failurePolicy ??= 'Fail';
    if (policy.spec.matchConstraints === undefined) return;
    policy.spec.matchConstraints.matchPolicy ??= 'Equivalent';
    policy.spec.matchConstraints.namespaceSelector ??= {};
    policy.spec.matchConstraints.objectSelector ??= {};
  },
  check(object) {
    const policy = object as unknown as AdmissionPolicy;
    const causes: Cause[] = [];
    if (policy.spec?.matchConstraints === undefined) causes.push(fieldErrors.required('spec.matchConstraints', ''));
    if ((policy.spec?.validations ?? []).length === 0 && (policy.spec?.auditAnnotations ?? []).length === 0) {
      causes.push(fieldErrors.required('spec.validations', 'validations or auditAnnotations must contain at least one item'));
    }
    try {
      compilePolicy(policy);
    } catch (error) {
      const why = `compilation failed: ERROR: ${error instanceof Error ? error.message : String(error)}`;
      causes.push(fieldErrors.invalid('spec.validations.expression', '', why));
    }
    return causes;
  },
};

export const policyBindingStrategy: Strategy = {
  check(object) {
    const { spec } = object as unknown as AdmissionPolicyBinding;
    const causes: Cause[] = [];
    if ((spec?.policyName ?? '') === '') causes.push(fieldErrors.required('spec.policyName', ''));
    if ((spec?.validationActions ?? []).length === 0) causes.push(fieldErrors.required('spec.validationActions', ''));
    return causes;
  },
};
