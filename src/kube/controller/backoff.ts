/** How much later what fails is tried again. */
export interface Backoff {
  /** Milliseconds after the first failure; each further one doubles them. */
  readonly first: number;
  readonly longest: number;
}

/** Milliseconds to wait after so many failures in a row, which are one at least. */
export function backoffDelay(failures: number, { first, longest }: Backoff): number {
  return Math.min(first * 2 ** (failures - 1), longest);
}
