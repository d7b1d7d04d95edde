import type { AppError } from '../../base/errors.ts';
import type { Hint } from '../../base/hint.ts';
import type { MoveEvent } from '../../move/model/events.ts';
import type { MoveOutcome } from '../../move/model/outcome.ts';
import type { Ending, Subject } from './ending.ts';
import { explainError, nextAfterStop } from './explain.ts';
import { type Again, formatHint } from './hint-text.ts';

/** Version of the documents and lines below; raised when a field changes its meaning or goes away. */
const outputVersion = 1;

/** The one document of `-o json` and `-o yaml`, and the last line of `-o jsonl`. */
export function endingDocument(ending: Ending): object {
  const { exitCode } = ending;
  if (ending.kind === 'error') {
    const { error, again } = ending;
    return { version: outputVersion, exitCode, error: { ...errorObject(error, again), next: explainError(error, again).next } };
  }
  if (ending.kind === 'listing') return { version: outputVersion, exitCode, ...ending.listing.document };
  const { namespace, claim } = ending.subject;
  return { version: outputVersion, exitCode, namespace, claim, outcome: outcomeObject(ending.outcome, ending.subject) };
}

/** One line of `-o jsonl` while the move runs. */
export function eventLine(event: MoveEvent, now: Date): string {
  return toJson({ time: now.toISOString(), ...event });
}

/** The last lines of `-o jsonl`. */
export function endingLines(ending: Ending, now: Date): string[] {
  if (ending.kind === 'listing') return ending.listing.items.map((item) => toJson(item));
  return [toJson({ time: now.toISOString(), type: 'ended', ...endingDocument(ending) })];
}

/**
 * JSON that is safe on a terminal too: JSON itself allows DEL, the C1 controls, line separators and direction marks inside
 * strings, and some terminals obey them.
 */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function outcomeObject(outcome: MoveOutcome, subject: Subject): object {
  if ('report' in outcome) return withLines(outcome, subject.again);
  if ('refusals' in outcome) return { ...outcome, refusals: outcome.refusals.map((refusal) => withLines(refusal, subject.again)) };
  if (outcome.kind !== 'undone' && outcome.kind !== 'stopped') return outcome;
  // An Error has no enumerable message: without this the reason would be missing.
  const cause = outcome.cause && errorObject(outcome.cause, subject.again);
  if (outcome.kind === 'undone') return { ...outcome, cause };
  return { ...outcome, cause: { ...cause, next: nextAfterStop(outcome.cause, outcome.ways, subject) } };
}

function errorObject({ kind, message, seen, next }: AppError, again: Again): object {
  return withLines({ kind, message, seen, next }, again);
}

/** With lines that can be pasted as they are. */
function withLines<T extends { readonly next: readonly Hint[] }>(told: T, again: Again): object {
  return { ...told, next: told.next.map((hint) => formatHint(hint, again)) };
}
