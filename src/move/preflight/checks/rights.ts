import { kubectl } from '../../../base/hint.ts';
import type { CheckGroup } from './check.ts';
import type { CheckedFacts } from '../questions/answers.ts';
import { resourceWord, rightsCount, rightsLines } from '../advice/rights-words.ts';

/** What the move would do in the consumer and its user may not. */
export const rightsChecks: CheckGroup = { reads: [], checks: [missing] };

function missing({ missingRights, user, blind }: CheckedFacts) {
  const [first] = missingRights;
  if (first === undefined) return [];
  const where = first.namespace === undefined ? '' : ` -n ${first.namespace}`;
  const unseen = blind.size === 0 ? '' : '; what you may not read was not checked';
  return [
    {
      check: 'rights-missing',
      message: `${user} lacks ${rightsCount(missingRights)} that the move uses in this cluster${unseen}`,
      seen: rightsLines(missingRights),
      next: [
        'ask an administrator of this cluster for these rights, or use --context or --user with one who has them',
        kubectl(`auth can-i ${first.verb} ${resourceWord(first)}${where}`, 'tells whether that has helped'),
      ],
    },
  ];
}
