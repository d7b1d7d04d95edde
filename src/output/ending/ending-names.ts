import { exitCodes } from '../../base/exit-codes.ts';
import type { Ending } from './ending.ts';
import { formatClaimName } from '../listings/object-name.ts';

/** The lines of `-o name`: what was found, or the claim that a command did its work on; none where it failed. */
export function endingNames(ending: Ending): readonly string[] {
  if (ending.kind === 'error') return [];
  if (ending.kind === 'listing') return ending.listing.names;
  return ending.exitCode === exitCodes.success.code ? [formatClaimName(ending.subject.claim)] : [];
}
