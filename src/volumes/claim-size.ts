import { compareQuantities, parseQuantity } from '../base/quantity.ts';
import type { Claim, Volume } from '../kube/objects/kinds.ts';

/** What a new volume for the claim must hold: its request, or what it has by now if that is more. */
export function storageRequest(claim: Claim): string {
  const [requested, actual] = [requestedSize(claim), actualSize(claim)];
  return isLarger(actual, requested) ? actual : requested;
}

/** The size that is there, or what is asked for while there is nothing. */
export function claimSize({ spec, status }: Claim): string | undefined {
  return status?.capacity?.['storage'] ?? spec?.resources?.requests?.['storage'];
}

/** What a claim asks for. */
export function requestedSize({ spec }: Claim): string {
  return spec?.resources?.requests?.['storage'] ?? '0';
}

/** What a claim has; nothing before it is bound. */
export function actualSize({ status }: Claim): string {
  return status?.capacity?.['storage'] ?? '0';
}

/** What a volume has. */
export function volumeSize(volume: Volume | undefined): string | undefined {
  return volume?.spec?.capacity?.['storage'];
}

/** Whether one quantity is more than another. */
export function isLarger(one: string, other = '0'): boolean {
  return compareQuantities(parseQuantity(one), parseQuantity(other)) > 0;
}
