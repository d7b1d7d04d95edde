import { parseQuantity } from '../api/quantity.ts';

/** A Kubernetes quantity as a number (cores, bytes); an absent one is 0. */
export function amountOf(quantity: string | undefined): number {
  return quantity === undefined ? 0 : parseQuantity(quantity);
}
