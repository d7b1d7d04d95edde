import { elsewhere } from '../../../base/hint.ts';
import type { CheckGroup } from './check.ts';
import type { DryRun, DryRunSubject } from '../questions/dry-runs.ts';
import type { CheckedFacts } from '../questions/answers.ts';
import { rightsOf } from '../../model/request.ts';
import { formatRights } from '../../../restic/mover-rights.ts';
import { fitsPodSecurity } from '../../../restic/mover-security.ts';
import { admissionAdvice } from '../advice/admission-advice.ts';
import { isReckoned, overQuota } from './quota.ts';

/** What servers would not take: quotas, limits, pod security, policies and webhooks, in their own words. */
export const admissionChecks: CheckGroup = { reads: [], checks: [refusedByServers, refusedBySecurity, overQuota] };

const subjects: Readonly<Record<DryRunSubject, string>> = {
  claim: 'the claim, when it is created again',
  'target-claim': 'the new real claim',
  'source-mover': 'the mover that reads the old copy',
  'target-mover': 'the mover that writes the new copy',
};

function refusedByServers(facts: CheckedFacts) {
  const { dryRuns, providers } = facts;
  const refused = dryRuns.filter((each) => each.answer === 'refused' && !isOldClaimsShare(each) && !isReckoned(facts, each));
  return distinct(refused).map((each) => {
    const away = providers.has(each.cluster) ? `, in ${each.cluster}` : '';
    return {
      check: `${each.subject}-refused`,
      message: `${subjects[each.subject]} would be refused in namespace ${each.namespace}${away}: ${each.words}`,
      next: admissionAdvice(each).map((hint) => (providers.has(each.cluster) ? elsewhere(hint, each.cluster) : hint)),
    };
  });
}

/** Where nobody could be asked, as in a provider that gives its tenant no right to create pods, the namespace's label tells. */
function refusedBySecurity({ podSecurity, providers, request }: CheckedFacts) {
  const rights = rightsOf(request);
  return podSecurity.flatMap(({ cluster, namespace, level }) => {
    if (fitsPodSecurity(rights, level)) return [];
    const away = providers.has(cluster) ? `, in ${cluster}` : '';
    const words = `violates PodSecurity "${level}"${rights.kind === 'privileged' ? ': SYS_ADMIN' : ''}`;
    return [
      {
        check: 'mover-pod-security',
        message: `movers as ${formatRights(rights)} would be refused in namespace ${namespace}${away}: it enforces pod security ${level}`,
        next: admissionAdvice({ namespace, words }).map((hint) => (away === '' ? hint : elsewhere(hint, cluster))),
      },
    ];
  });
}

/** The dry run counts the old claim and the new one; which of them will be there is reckoned by the check below. */
function isOldClaimsShare({ subject, words }: DryRun): boolean {
  return subject === 'claim' && words.includes('exceeded quota');
}

/** Job and pod of one mover are asked about one by one, and often refused alike. */
function distinct(dryRuns: readonly DryRun[]): readonly DryRun[] {
  return [...new Map(dryRuns.map((each) => [`${each.subject} ${each.words}`, each])).values()];
}
