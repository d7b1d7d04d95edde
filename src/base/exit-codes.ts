import { assertNever } from './assert-never.ts';
import type { ErrorKind } from './errors.ts';

/** What every exit code of the program means; the documentation is made from this. */
export const exitCodes = {
  success: { code: 0, meaning: 'moved, or already there' },
  unexpected: { code: 1, meaning: 'internal error (bug)' },
  usage: { code: 2, meaning: 'usage error' },
  refused: { code: 3, meaning: 'refused by a check, or not confirmed; nothing was changed' },
  undone: {
    code: 4,
    meaning: 'rolled back: the move failed before the cutover, or a resume finished its rollback; the claim is as it was',
  },
  stopped: { code: 5, meaning: 'stopped; `liqoctl move resume` or `liqoctl move abort` continues' },
  cluster: { code: 6, meaning: 'cluster unreachable, or permission denied' },
  interrupted: { code: 130, meaning: 'interrupted; the last line says whether the move was rolled back or its journal is kept' },
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
