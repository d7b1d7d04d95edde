import { escapeText } from '../../base/escape.ts';
import type { MoveOutcome } from '../../move/model/outcome.ts';
import { asAppError, type Ending, type Subject } from './ending.ts';
import {
  type Explanation,
  explainError,
  explainRefusals,
  explainStopped,
  explainUndone,
  moveCommand,
  renderExplanation,
  renderStack,
} from './explain.ts';
import { type Again, formatHint } from './hint-text.ts';
import type { Listing } from '../listings/listing.ts';
import { phaseTitle } from '../progress/phase-titles.ts';
import { renderPlan } from './plan-text.ts';
import { renderMoveReport } from './result.ts';
import type { Style } from '../style.ts';

/** Lines by the stream they belong on. */
export interface EndingText {
  readonly result: readonly string[];
  readonly remarks: readonly string[];
}

/** How each of the two is painted, and whether with all that is known. */
interface TextOptions {
  readonly styles: Readonly<Record<keyof EndingText, Style>>;
  readonly verbose: boolean;
}

/** How a command ended, for people. */
export function endingText(ending: Ending, options: TextOptions): EndingText {
  const { styles, verbose } = options;
  if (ending.kind === 'error') {
    return { result: [], remarks: errorLines(ending.error, { style: styles.remarks, verbose, again: ending.again }) };
  }
  if (ending.kind === 'listing') return listingText(ending.listing);
  const { outcome, subject } = ending;
  const stack = verbose && 'cause' in outcome && outcome.cause ? renderStack(outcome.cause) : [];
  const text = outcomeText(outcome, subject, options);
  return { ...text, remarks: [...stack, ...text.remarks] };
}

/** Any error, for people; its stack comes first, so that the last thing on the screen is what to do. */
function errorLines(error: unknown, { style, verbose, again }: { style: Style; verbose: boolean; again: Again }): string[] {
  const known = asAppError(error);
  return [...(verbose ? renderStack(known) : []), ...renderExplanation(explainError(known, again), style)];
}

/** With nothing found stdout stays empty, for scripts. */
function listingText({ text, nothing }: Listing): EndingText {
  return { result: text, remarks: text.length === 0 ? [nothing] : [] };
}

function outcomeText(outcome: MoveOutcome, subject: Subject, { styles, verbose }: TextOptions): EndingText {
  const failed = (explanation: Explanation) => ({ result: [], remarks: renderExplanation(explanation, styles.remarks) });
  const report = { style: styles.result, verbose, again: subject.again };
  switch (outcome.kind) {
    case 'moved':
      return { result: renderMoveReport(outcome, report), remarks: [] };
    case 'kept':
      return { result: renderMoveReport(outcome, report), remarks: keptLines(subject) };
    case 'already-there':
      return { result: [`${styles.result.good(styles.result.signs.done)} ${escapeText(outcome.message)}`], remarks: [] };
    case 'planned':
      return { result: renderPlan(outcome.plan, outcome.refusals, subject.again), remarks: [] };
    case 'refused':
      return failed(explainRefusals(outcome.refusals, subject.again));
    case 'undone':
      if (outcome.cause === undefined && !outcome.interrupted) return { result: [undoneLine(subject, styles.result)], remarks: [] };
      return failed(explainUndone(outcome.cause, outcome.interrupted, subject));
    case 'stopped':
      return failed(explainStopped(outcome.cause, { ...outcome, title: phaseTitle(outcome.phase) }, subject));
  }
}

function undoneLine(subject: Subject, style: Style): string {
  return `${style.good(style.signs.undone)} Rolled back: claim ${escapeText(`${subject.namespace}/${subject.claim}`)} is as it was.`;
}

function keptLines(subject: Subject): string[] {
  const commands = [moveCommand('resume', subject, 'to delete it'), moveCommand('abort', subject, 'to roll back to it')];
  return ['The old copy is kept until you run one of', ...commands.map((hint) => `  ${escapeText(formatHint(hint, subject.again))}`)];
}
