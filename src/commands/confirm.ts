import { AppError } from '../base/errors.ts';
import { isForPeople } from '../output/formats.ts';
import type { Reporter } from '../output/reporter.ts';
import type { Host } from './host.ts';
import type { CommandFlags } from './run-command.ts';

/** Flags of a command that asks before it begins. */
export interface ConfirmFlags {
  readonly yes?: true | undefined;
}

/** Shows lines, then asks. Resolves at a yes; throws AppError `refused` at anything else and at the end of the input, `interrupted` at Ctrl-C. */
export type Ask = (lines: readonly string[], question: string) => Promise<void>;

/** How to ask the person at the terminal; undefined where nobody could answer, or where the answer was typed as a flag already. */
export function openQuestion(host: Host, flags: CommandFlags & ConfirmFlags, reporter: Reporter): Ask | undefined {
  const { streams, env, answers } = host;
  const answered = flags.yes === true || flags.skipConfirm === true;
  // A pseudo terminal in a pipeline has nobody who types.
  if (answered || !isForPeople[flags.output] || !answers.isTerminal || streams.stderr.isTTY !== true || env['CI']) return undefined;
  return async (lines, question) => {
    reporter.pause();
    streams.stderr.write(`${lines.map((line) => `${line}\n`).join('')}${question} [y/N] `);
    const answer = await answers.readLine(host.interrupt.gentle).catch((error: unknown) => {
      streams.stderr.write('\n');
      throw error;
    });
    // The end of the input leaves the cursor behind the question.
    if (answer === undefined) streams.stderr.write('\n');
    if (!/^\s*y(es)?\s*$/i.test(answer ?? '')) throw new AppError('refused', 'Not confirmed: nothing was changed');
  };
}
