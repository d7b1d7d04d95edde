import { AppError } from '../../base/errors.ts';
import { failedWith, KubeError } from '../../kube/client/errors.ts';
import type { Report } from '../../kube/controller/event-recorder.ts';
import type { Answer } from '../model/answer.ts';

/** How one look at an object ended: with its answer, or with what it threw. */
export type Look = Answer | { readonly kind: 'failed'; readonly error: unknown };

/** Why the object is not as it shall be; undefined where it is, or where it is not ours. */
export function pendingReason(look: Look): string | undefined {
  switch (look.kind) {
    case 'done':
    case 'not-mine':
      return undefined;
    case 'failed':
      return failureReason(look.error);
    case 'in-background':
    case 'blocked':
    case 'reschedule':
      return look.reason;
  }
}

/** What people are told of a look, as an event on the object. */
export function eventOfLook(look: Look): Report | undefined {
  switch (look.kind) {
    case 'done':
    case 'not-mine':
      return undefined;
    case 'in-background':
      return look.quiet === true ? undefined : { type: 'Normal', reason: look.reason, message: shortened(look.because) };
    case 'blocked':
    case 'reschedule':
      return { type: 'Warning', reason: look.reason, message: shortened(look.because) };
    case 'failed':
      // Somebody else was faster, or leads by now: nothing that a person could change, and over with the next look.
      if (failedWith(look.error, 'conflict', 'aborted', 'leaseLost')) return undefined;
      return { type: 'Warning', reason: failureReason(look.error), message: shortened(failureText(look.error)) };
  }
}

/** What went wrong, in one sentence. */
export function failureText(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** The stack of what is no failure that was foreseen: it is a defect of ours, and found by it. */
export function defectStack(error: unknown): string | undefined {
  return error instanceof Error && !(error instanceof AppError) ? error.stack : undefined;
}

/** In the form of event reasons, e.g. `Unreachable`. */
function failureReason(error: unknown): string {
  const word = error instanceof KubeError ? error.reason : 'reconcileFailed';
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** The longest message that the newer API of events takes. */
const longestMessage = 1024;

function shortened(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage - 1)}…`;
}
