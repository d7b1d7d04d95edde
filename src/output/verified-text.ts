import { plural } from '../base/counts.ts';
import { shortDigest } from '../base/short-digest.ts';
import type { MoveReport } from '../move/model/report.ts';

/** How much of a finished copy is proven. */
export function verifiedText({ verified, verify }: Pick<MoveReport, 'verified' | 'verify'>): string {
  if (verified !== undefined) return `${plural(verified.entries, 'entry')} (${shortDigest(verified.digest)})`;
  return verify === 'restore' ? 'content of files, by restic' : 'no';
}
