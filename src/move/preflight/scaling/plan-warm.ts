import type { Facts } from '../facts/facts.ts';
import { isTerminal } from '../../claim/finished-pods.ts';

type Known = Pick<Facts, 'mounters' | 'claim' | 'request'>;

/** Whether the move copies beside the running application, as `--warm` asks. */
export function isWarm(facts: Known): boolean {
  return facts.request.warm !== undefined && whyCold(facts) === undefined;
}

/** Why a move with `--warm` copies everything while the application is down; undefined where it does not. */
export function whyCold({ mounters, claim, request }: Known): string | undefined {
  if (request.warm === undefined) return undefined;
  if (mounters.every(({ pod }) => isTerminal(pod))) return 'no pod uses the claim, so there is nothing to copy beside';
  // One pod in the whole cluster may mount such a claim.
  const alone = claim?.spec?.accessModes?.includes('ReadWriteOncePod') === true;
  return alone ? 'the access mode ReadWriteOncePod keeps a second pod off the volume' : undefined;
}
