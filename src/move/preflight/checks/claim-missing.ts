import { liqoctl } from '../../../base/hint.ts';
import { explainAbsence } from '../../claim/absence.ts';
import type { Check } from './check.ts';

/** The claim that is to be moved is not there. */
export const claimMissing: Check = ({ absence, request }) => {
  if (absence === undefined) return [];
  const { claim, targetNode } = request;
  const retry = (namespace: string) => liqoctl(`move volume ${claim} -n ${namespace} --target-node ${targetNode}`);
  return [{ check: 'claim-missing', ...explainAbsence(request, absence, retry) }];
};
