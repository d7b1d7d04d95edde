import { AppError } from '../../../src/base/errors.ts';
import type { MoveOutcome } from '../../../src/move/model/outcome.ts';

/** How a command on a move has ended, in one line that begins with the kind of its outcome, or with `error`. */
export async function describeEnd(ending: Promise<MoveOutcome>): Promise<string> {
  try {
    return describeOutcome(await ending);
  } catch (error) {
    return `error: ${error instanceof Error ? explainCause(error) : String(error)}`;
  }
}

function describeOutcome(outcome: MoveOutcome): string {
  switch (outcome.kind) {
    case 'refused':
      return `refused: ${outcome.refusals.map(({ check }) => check).join(', ')}`;
    case 'undone':
      return outcome.cause === undefined ? 'undone' : `undone: ${explainCause(outcome.cause)}`;
    case 'stopped':
      return `stopped in ${outcome.phase}: ${explainCause(outcome.cause)}`;
    case 'moved':
    case 'kept':
    case 'already-there':
    case 'planned':
      return outcome.kind;
  }
}

function explainCause(error: Error): string {
  return error instanceof AppError ? [error.message, ...error.seen].join('; ') : `${error.message}\n${error.stack}`;
}
