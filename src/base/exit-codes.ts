import { assertNever } from './assert-never.ts';
import type { ErrorKind } from './errors.ts';

/** What every exit code of the program means; the documentation is made from this. */
export const exitCodes = {
  success: { code: 0, meaning: 'moved, or already there' },
  unexpected: { code: 1, meaning: 'a defect of ours or an unexpected failure' },
  usage: { code: 2, meaning: 'wrong usage' },
  refused: { code: 3, meaning: 'refused by a check; nothing was changed' },
  undone: { code: 4, meaning: 'failed before the cut and undone; the claim is as it was' },
  stopped: { code: 5, meaning: 'stopped on the way; `liqoctl move resume` or `abort` continues' },
  cluster: { code: 6, meaning: 'a cluster could not be reached, or did not allow it' },
  interrupted: { code: 130, meaning: 'interrupted; the last line says whether everything was undone or the journal is left' },
} as const;

/** Exit code for an error of this kind; undefined for `move`, where it depends on how far the move got. */
export function exitCodeFor(kind: ErrorKind): number | undefined {
  switch (kind) {
    case 'usage':
      return exitCodes.usage.code;
    case 'refused':
      return exitCodes.refused.code;
    case 'cluster':
      return exitCodes.cluster.code;
    case 'interrupted':
      return exitCodes.interrupted.code;
    case 'bug':
      return exitCodes.unexpected.code;
    case 'move':
      return undefined;
    default:
      return assertNever(kind);
  }
}
