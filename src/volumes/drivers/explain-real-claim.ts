import type { Claim } from '../../kube/objects/kinds.ts';

/** Why a real claim does not live, in words; empty where it does. */
export function explainRealClaim(claim: Claim | undefined, uid: string | undefined, name: string): readonly string[] {
  if (claim === undefined || claim.metadata.uid !== uid) return [`${name} is gone`];
  if (claim.metadata.deletionTimestamp !== undefined) return [`${name} is being deleted`];
  return claim.status?.phase === 'Bound' ? [] : [`${name} is ${claim.status?.phase ?? 'unknown'}, not Bound`];
}
