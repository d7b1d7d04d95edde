import { formatBytes } from '../../base/quantity.ts';
import { plural } from '../../base/counts.ts';
import type { Journal } from './journal.ts';

/** How much was copied, in words; undefined while that is not known. */
export function describeAmount({ copy, link }: Journal): string | undefined {
  return copy && `${formatBytes(copy.bytes)}, ${plural(copy.files, 'file')}${link?.compressed === true ? ', compressed' : ''}`;
}
