import type { Job, Pod } from '../../../../src/kube/objects/kinds.ts';

type Rule = NonNullable<NonNullable<Job['spec']>['podFailurePolicy']>['rules'][number];

export type FailureVerdict = { readonly act: 'count' } | { readonly act: 'ignore' } | { readonly act: 'failJob'; readonly message: string };

/** What a failed pod means for its Job: the first rule that matches decides, without one it counts. */
export function judgeFailure(job: Job, pod: Pod): FailureVerdict {
  const rules = job.spec?.podFailurePolicy?.rules ?? [];
  for (const [index, rule] of rules.entries()) {
    const match = explainMatch(rule, pod);
    if (match === undefined) continue;
    if (rule.action === 'FailJob') return { act: 'failJob', message: `${match} matching FailJob rule at index ${index}` };
    return { act: rule.action === 'Ignore' ? 'ignore' : 'count' };
  }
  return { act: 'count' };
}

function explainMatch(rule: Rule, pod: Pod): string | undefined {
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  if (rule.onExitCodes !== undefined) {
    const exit = findExit(rule.onExitCodes, pod);
    return exit === undefined ? undefined : `Container ${exit.container} for pod ${name} failed with exit code ${exit.code}`;
  }
  const condition = (pod.status?.conditions ?? []).find(({ type, status }) =>
    (rule.onPodConditions ?? []).some((wanted) => wanted.type === type && (wanted.status ?? 'True') === status),
  );
  return condition === undefined ? undefined : `Pod ${name} has condition ${condition.type}`;
}

function findExit(wanted: NonNullable<Rule['onExitCodes']>, pod: Pod): { container: string; code: number } | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  return (
    [...containerStatuses, ...initContainerStatuses]
      .map(({ name, state }) => ({ container: name, code: state?.terminated?.exitCode ?? 0 }))
      .filter(({ container }) => (wanted.containerName ?? container) === container)
      // An exit code of 0 never matches, even with NotIn.
      .find(({ code }) => code !== 0 && wanted.values.includes(code) === (wanted.operator === 'In'))
  );
}
