import { type AppError, wasInterrupted } from '../../base/errors.ts';
import { escapeText } from '../../base/escape.ts';
import { type Hint, liqoctl } from '../../base/hint.ts';
import type { Refusal, WayOn } from '../../move/model/outcome.ts';
import type { Subject } from './ending.ts';
import { type Again, formatHint } from './hint-text.ts';
import { seenLines } from './seen-text.ts';
import type { Style } from '../style.ts';

/** What happened, what was seen, what to type next. */
export interface Explanation {
  readonly headline: string;
  readonly seen: readonly string[];
  readonly next: readonly string[];
  /** A last line that sums up, where the reader must know how things stand. */
  readonly standing?: string;
}

/** An error on its own. */
export function explainError(error: AppError, again: Again): Explanation {
  const next = error.next.length > 0 ? error.next : (advice[error.kind] ?? []);
  return { headline: headlineOf(error), seen: error.seen, next: next.map((hint) => formatHint(hint, again)) };
}

/** What to do about an error that does not say so itself. */
const advice: Partial<Record<AppError['kind'], readonly Hint[]>> = {
  usage: ['liqoctl --help    for usage'],
  cluster: ['check kubeconfig, --context and your rights there, then run the command again'],
  bug: ['run the command again with -v and report what it prints'],
};

function headlineOf(error: AppError): string {
  if (wasInterrupted(error)) return 'Interrupted';
  return error.kind === 'bug' ? `Unexpected failure: ${error.message}` : error.message;
}

/** Why a move cannot start. */
export function explainRefusals(refusals: readonly Refusal[], again: Again): Explanation {
  const standing = 'Nothing was changed.';
  const next = [...new Set(refusals.flatMap((refusal) => refusal.next.map((hint) => formatHint(hint, again))))];
  const [first] = refusals;
  if (refusals.length === 1 && first) return { headline: `Refused: ${first.message}`, seen: first.seen ?? [], next, standing };
  const seen = refusals.flatMap(({ message, seen: particulars = [] }) => [message, ...particulars.map((line) => `  ${line}`)]);
  return { headline: `Refused for ${refusals.length} reasons`, seen, next, standing };
}

/** A move that left the claim as it was. */
export function explainUndone(cause: AppError | undefined, interrupted: boolean, subject: Subject): Explanation {
  const claim = `${subject.namespace}/${subject.claim}`;
  const standing = `Rolled back: claim ${claim} is as it was.`;
  const headline = interrupted ? 'Interrupted' : `Failed: ${cause?.message ?? 'for an unknown reason'}`;
  const next = cause?.next.map((hint) => formatHint(hint, subject.again)) ?? [];
  return { headline, seen: cause?.seen ?? [], next, standing };
}

/** Where a move has stopped. */
interface Stopped {
  readonly title: string;
  readonly interrupted: boolean;
  readonly ways: readonly WayOn[];
  /** Who of the application is scaled down until the move ends. */
  readonly scaledDown?: string;
}

/** A move that waits for one of the ways on. */
export function explainStopped(cause: AppError, where: Stopped, subject: Subject): Explanation {
  const headline = where.interrupted ? `Interrupted in "${where.title}"` : `Stopped in "${where.title}": ${cause.message}`;
  const down = where.scaledDown === undefined ? '' : ` The application is down until then: ${where.scaledDown}.`;
  const standing = `The move of ${subject.namespace}/${subject.claim} is not finished; its journal is kept.${down}`;
  return { headline, seen: cause.seen, next: nextAfterStop(cause, where.ways, subject), standing };
}

/** What to type after a move has stopped: what its cause says, and the ways on and back. */
export function nextAfterStop({ next }: AppError, ways: readonly WayOn[], subject: Subject): readonly string[] {
  const offered = ways.map((way) => moveCommand(way === 'abort' ? 'abort' : 'resume', subject, effects[way]));
  const hints = next.some(namesMove) ? next : [...next, ...offered];
  return hints.map((hint) => formatHint(hint, subject.again));
}

const effects: Readonly<Record<WayOn, string>> = {
  resume: 'to continue',
  'finish-rollback': 'to finish the rollback',
  abort: 'to roll back',
};

/** Whether a hint is itself one of the ways on: a second offer beside it would be a wrong one. */
function namesMove(hint: Hint): boolean {
  return typeof hint !== 'string' && hint.program === 'liqoctl' && hint.words.startsWith('move ');
}

/** The command that continues or takes back a move. */
export function moveCommand(verb: 'resume' | 'abort', { claim, namespace }: Subject, effect: string): Hint {
  return liqoctl(`move ${verb} ${claim} -n ${namespace}`, effect);
}

/** An explanation as lines; all text in it may be foreign and cannot break out of its line. */
export function renderExplanation(explanation: Explanation, style: Style): string[] {
  const lines = [`${style.bad(style.signs.failed)} ${style.strong(escapeText(explanation.headline))}`];
  if (explanation.seen.length > 0) lines.push('  Seen:', ...seenLines(explanation.seen).map((fact) => `    ${escapeText(fact)}`));
  if (explanation.next.length > 0) lines.push('  Next:', ...explanation.next.map((step) => `    ${escapeText(step)}`));
  if (explanation.standing !== undefined) lines.push(`  ${escapeText(explanation.standing)}`);
  return lines;
}

/** The stack of an error and of its causes, for -v. */
export function renderStack(error: Error, depth = 0): string[] {
  const own = (error.stack ?? error.message).split('\n').map((line) => `  ${escapeText(line)}`);
  // A cause may lead back to its effect.
  if (!(error.cause instanceof Error) || depth >= 5) return own;
  return [...own, '  caused by:', ...renderStack(error.cause, depth + 1)];
}
