import { startTimer } from '../base/clock.ts';
import type { MoveOutcome } from '../move/model/outcome.ts';
import type { MoveContext, MoveRef } from '../move/model/context.ts';
import type { Reporter } from '../output/reporter.ts';
import { exitCodeOfOutcome } from './exit-code.ts';
import { runCommand } from './run-command.ts';
import type { Host, Moves } from './host.ts';
import { untilAborted } from '../base/deadline.ts';
import { type MoveFlags, openMoveContext } from './move-context.ts';
import { sameClusterFlags } from './flags/same-cluster.ts';

type Drive = (moves: Moves, ref: MoveRef, context: MoveContext) => Promise<MoveOutcome>;

/** Drives one move to its end, shows it, and returns the exit code. Throws nothing. */
export function runMoveCommand(host: Host, { claim, flags }: { claim: string; flags: MoveFlags }, drive: Drive): Promise<number> {
  return runCommand(host, flags, async (reporter) => {
    const stopListening = announceInterrupts(host, reporter);
    try {
      const opened = openMoveContext(host, flags, (event) => reporter.event(event));
      const { context, namespace } = await untilAborted(host.interrupt.gentle, opened);
      const outcome = await untilAborted(graceOver(host), drive(await host.moves(), { namespace, claim }, context));
      const subject = { namespace, claim, flags: sameClusterFlags(flags) };
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
    reporter.event({ type: 'warning', text: 'Interrupted: stopping at the next safe point. Once more to stop at once.' });
  const hard = () => reporter.event({ type: 'warning', text: 'Interrupted again: stopping at once, the journal stays.' });
  interrupt.gentle.addEventListener('abort', gently);
  interrupt.hard.addEventListener('abort', hard);
  return () => {
    interrupt.gentle.removeEventListener('abort', gently);
    interrupt.hard.removeEventListener('abort', hard);
  };
}
