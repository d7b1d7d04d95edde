import { kubectl, liqoctl } from '../../../base/hint.ts';
import type { Check } from './check.ts';

/** Claims of that name in other namespaces that are told of. */
const mostNames = 5;

/** The claim that is to be moved is not there: often its namespace was forgotten, or mistyped. */
export const claimMissing: Check = ({ absence, request: { claim, namespace, targetNode } }) => {
  if (absence === undefined) return [];
  const found = absence.elsewhere.slice(0, mostNames);
  const where = absence.namespaceExists ? ` in namespace ${namespace}` : `: namespace ${namespace} does not exist`;
  const hint = found.length === 0 ? '' : `; found in ${found.join(', ')}: add ${found.map((name) => `-n ${name}`).join(' or ')}`;
  return [
    {
      check: 'claim-missing',
      message: `claim ${claim} not found${where}${hint}`,
      next:
        found.length > 0
          ? found.map((name) => liqoctl(`move volume ${claim} -n ${name} --target-node ${targetNode}`))
          : [absence.namespaceExists ? kubectl(`get pvc -n ${namespace}`) : kubectl('get namespaces')],
    },
  ];
};
