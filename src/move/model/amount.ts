import { formatBytes } from '../../base/quantity.ts';
import type { Journal } from './journal.ts';

/** How much was copied, in words; undefined while that is not known. */
export function describeAmount({ copy }: Journal): string | undefined {
  return copy && `${formatBytes(copy.bytes)}, ${copy.files} ${copy.files === 1 ? 'file' : 'files'}`;
}
