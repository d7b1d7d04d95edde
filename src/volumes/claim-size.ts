import { compareQuantities, parseQuantity } from '../base/quantity.ts';
import type { Claim } from '../kube/objects/kinds.ts';

/** What a new volume for the claim must hold: its request, or what it has by now if that is more. */
export function storageRequest({ spec, status }: Claim): string {
  const requested = spec?.resources?.requests?.['storage'] ?? '0';
  const actual = status?.capacity?.['storage'] ?? '0';
  return compareQuantities(parseQuantity(actual), parseQuantity(requested)) > 0 ? actual : requested;
}

/** The size that is there, or what is asked for while there is nothing. */
export function claimSize({ spec, status }: Claim): string | undefined {
  return status?.capacity?.['storage'] ?? spec?.resources?.requests?.['storage'];
}
