import type { AppError } from '../base/errors.ts';
import { exitCodeFor, exitCodes } from '../base/exit-codes.ts';
import type { MoveOutcome } from '../move/model/outcome.ts';

/** Exit code of a command that ended with an outcome. */
export function exitCodeOfOutcome(outcome: MoveOutcome): number {
  switch (outcome.kind) {
    case 'moved':
    case 'kept':
    case 'already-there':
      return exitCodes.success.code;
    case 'planned':
      return outcome.refusals.length === 0 ? exitCodes.success.code : exitCodes.refused.code;
    case 'refused':
      return exitCodes.refused.code;
    case 'undone':
      if (outcome.interrupted) return exitCodes.interrupted.code;
      // Without a cause it was asked for: `move abort` did what it should.
      return outcome.cause === undefined ? exitCodes.success.code : exitCodes.undone.code;
    case 'stopped':
      return outcome.interrupted ? exitCodes.interrupted.code : exitCodes.stopped.code;
  }
}

/** Exit code of a command that threw; a move that threw counts as stopped, since it is not known to be undone. */
export function exitCodeOfError(error: AppError): number {
  return exitCodeFor(error.kind) ?? exitCodes.stopped.code;
}
