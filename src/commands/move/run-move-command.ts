import { startTimer } from '../../base/time/clock.ts';
import type { MoveOutcome } from '../../move/model/outcome.ts';
import type { MoveContext, MoveRef } from '../../move/model/context.ts';
import type { Reporter } from '../../output/reporter.ts';
import { exitCodeOfOutcome } from '../exit-code.ts';
import { runCommand } from '../run-command.ts';
import type { Host, Moves } from '../host.ts';
import { untilAborted } from '../../base/time/deadline.ts';
import { type MoveFlags, openMoveContext } from './move-context.ts';
import { typedAgain } from '../flags/same-cluster.ts';

/** What a move is driven with. */
export interface DrivenMove {
  readonly moves: Moves;
  readonly ref: MoveRef;
  readonly context: MoveContext;
  readonly reporter: Reporter;
}

type Drive = (driven: DrivenMove) => Promise<MoveOutcome>;

/** What is done before the first phase. */
export const checking = 'Checking the cluster';

/** Drives one move to its end, shows it, and returns the exit code. Throws nothing. */
export function runMoveCommand(host: Host, { claim, flags }: { claim: string; flags: MoveFlags }, drive: Drive): Promise<number> {
  return runCommand(host, flags, async (reporter) => {
    const stopListening = announceInterrupts(host, reporter);
    reporter.begin(checking);
    try {
      const opened = openMoveContext(host, flags, (event) => reporter.event(event));
      const { context, namespace } = await untilAborted(host.interrupt.gentle, opened);
      const moves = await host.moves();
      const ref = { namespace, claim };
      const story = moves.tellOnClaim(context, ref);
      const outcome = await untilAborted(graceOver(host), drive({ moves, ref, context: story.context, reporter }));
      await story.end(outcome);
      const subject = { namespace, claim, again: typedAgain(host, flags) };
      return { kind: 'outcome', outcome, subject, exitCode: exitCodeOfOutcome(outcome) };
    } finally {
      stopListening();
    }
  });
}

/** What the engine gets after the second Ctrl-C to end by itself; a call to a dead server would hold it for longer. */
const graceMilliseconds = 3000;

function graceOver({ interrupt, clock }: Host): AbortSignal {
  const late = new AbortController();
  const wait = () => startTimer(clock, graceMilliseconds, () => late.abort());
  if (interrupt.hard.aborted) wait();
  else interrupt.hard.addEventListener('abort', wait, { once: true });
  return late.signal;
}

/** Answers a Ctrl-C at once, since a safe point may be far away; returns how to stop that. */
function announceInterrupts({ interrupt }: Host, reporter: Reporter): () => void {
  const gently = () =>
    reporter.event({ type: 'warning', text: 'Interrupted: stopping at the next safe point. Press Ctrl-C again to exit immediately.' });
  const hard = () =>
    reporter.event({ type: 'warning', text: 'Interrupted again: exiting immediately; a move that is not over keeps its journal.' });
  interrupt.gentle.addEventListener('abort', gently);
  interrupt.hard.addEventListener('abort', hard);
  return () => {
    interrupt.gentle.removeEventListener('abort', gently);
    interrupt.hard.removeEventListener('abort', hard);
  };
}
