import { escapeText } from '../../base/escape.ts';
import type { MoveOutcome } from '../../move/model/outcome.ts';
import { asAppError, type Ending, type Subject } from './ending.ts';
import { explainError, explainRefusals, explainStopped, explainUndone, moveCommand, renderExplanation, renderStack } from './explain.ts';
import { formatHint } from './hint-text.ts';
import type { Listing } from './listing.ts';
import { phaseTitle } from '../progress/phase-titles.ts';
import { renderPlan } from './plan-text.ts';
import { renderMoveReport } from './result.ts';
import { glyphs, type Style } from '../style.ts';

/** Lines by the stream they belong on. */
export interface EndingText {
  readonly result: readonly string[];
  readonly remarks: readonly string[];
}

/** How a command ended, for people. */
export function endingText(ending: Ending, style: Style, verbose: boolean): EndingText {
  if (ending.kind === 'error') return { result: [], remarks: errorLines(ending.error, { style, verbose, flags: ending.flags }) };
  if (ending.kind === 'listing') return listingText(ending.listing);
  const { outcome, subject } = ending;
  const stack = verbose && 'cause' in outcome && outcome.cause ? renderStack(outcome.cause) : [];
  const text = outcomeText(outcome, subject, style);
  return { ...text, remarks: [...stack, ...text.remarks] };
}

/** Any error, for people; its stack comes first, so that the last thing on the screen is what to do. */
export function errorLines(
  error: unknown,
  { style, verbose, flags }: { style: Style; verbose: boolean; flags: readonly string[] },
): string[] {
  const known = asAppError(error);
  return [...(verbose ? renderStack(known) : []), ...renderExplanation(explainError(known, flags), style)];
}

/** With nothing found stdout stays empty, for scripts. */
function listingText({ text, nothing }: Listing): EndingText {
  return { result: text, remarks: text.length === 0 ? [nothing] : [] };
}

function outcomeText(outcome: MoveOutcome, subject: Subject, style: Style): EndingText {
  const failed = (explanation: Parameters<typeof renderExplanation>[0]) => ({ result: [], remarks: renderExplanation(explanation, style) });
  switch (outcome.kind) {
    case 'moved':
      return { result: renderMoveReport(outcome.report, false), remarks: [] };
    case 'kept':
      return { result: renderMoveReport(outcome.report, true), remarks: keptLines(subject) };
    case 'already-there':
      return { result: [escapeText(outcome.message)], remarks: [] };
    case 'planned':
      return { result: renderPlan(outcome.plan, outcome.refusals, subject.flags), remarks: [] };
    case 'refused':
      return failed(explainRefusals(outcome.refusals, subject.flags));
    case 'undone':
      if (outcome.cause === undefined && !outcome.interrupted) return { result: [undoneLine(subject, style)], remarks: [] };
      return failed(explainUndone(outcome.cause, outcome.interrupted, subject));
    case 'stopped':
      return failed(explainStopped(outcome.cause, { title: phaseTitle(outcome.phase), interrupted: outcome.interrupted }, subject));
  }
}

function undoneLine(subject: Subject, style: Style): string {
  return `${style.good(glyphs.undone)} Undone: the claim ${escapeText(`${subject.namespace}/${subject.claim}`)} is as it was.`;
}

function keptLines(subject: Subject): string[] {
  const commands = [moveCommand('resume', subject, 'to release it'), moveCommand('abort', subject, 'to go back to it')];
  return ['The old copy stays until you type one of', ...commands.map((hint) => `  ${escapeText(formatHint(hint, subject.flags))}`)];
}
