import type { Claim, Volume } from '../../../src/kube/objects/kinds.ts';
import { amountOf } from './quantities.ts';

/** `Filesystem` or `Block`. */
export function modeOf({ spec }: Claim | Volume): string {
  return spec?.volumeMode ?? 'Filesystem';
}

/** Bytes of a volume. */
export function capacityOf({ spec }: Volume): number {
  return amountOf(spec?.capacity?.['storage']);
}

/** Bytes that a claim asks for. */
export function requestOf({ spec }: Claim): number {
  return amountOf(spec?.resources?.requests?.['storage']);
}

/** Bytes that a bound claim has. */
export function sizeOf({ status }: Claim): number {
  return amountOf(status?.capacity?.['storage']);
}
