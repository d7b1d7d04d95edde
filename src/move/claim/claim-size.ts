import type { Claim } from '../../kube/kinds.ts';

/** The size that is there, or what is asked for while there is nothing. */
export function claimSize({ spec, status }: Claim): string | undefined {
  return status?.capacity?.['storage'] ?? spec?.resources?.requests?.['storage'];
}
