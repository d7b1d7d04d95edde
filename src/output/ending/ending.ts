import { AppError } from '../../base/errors.ts';
import type { MoveOutcome } from '../../move/model/outcome.ts';
import type { Again } from './hint-text.ts';
import type { Listing } from '../listings/listing.ts';

/** The move that a command was about, and how to type a command on it again. */
export interface Subject {
  readonly namespace: string;
  readonly claim: string;
  readonly again: Again;
}

/** How a command ended. */
export type Ending =
  | { readonly kind: 'outcome'; readonly outcome: MoveOutcome; readonly subject: Subject; readonly exitCode: number }
  | { readonly kind: 'listing'; readonly listing: Listing; readonly exitCode: number }
  | { readonly kind: 'error'; readonly error: AppError; readonly again: Again; readonly exitCode: number };

/** Whatever was thrown, as an error for people: what is not ours to explain is a defect of ours. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message || error.name : String(error);
  return new AppError('bug', message, { cause: error });
}
