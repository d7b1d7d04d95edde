import { watchSignals } from '../../src/base/interrupt.ts';
import { readLine } from '../../src/base/read-line.ts';
import { openQuestion } from '../../src/commands/confirm.ts';
import type { Host } from '../../src/commands/host.ts';
import { createReporter } from '../../src/output/reporter.ts';
import { createTestClock } from './terminal.ts';

/** Asks a question in the terminal that it runs in, below a spinner, and prints what came of it. */
async function play(): Promise<string> {
  const { stdin, stdout, stderr, env } = process;
  const streams = { stdout, stderr };
  const reporter = createReporter({ format: 'text', streams, env, clock: createTestClock(), verbose: false });
  const answers = { isTerminal: stdin.isTTY, readLine: (signal: AbortSignal) => readLine(stdin, signal) };
  const host = { streams, env, answers, interrupt: watchSignals() } as unknown as Host;
  reporter.begin('Checking the cluster');
  const ask = openQuestion(host, { output: 'text' }, reporter);
  if (ask === undefined) return 'nobody was asked';
  return ask(['What would be done'], 'Do it?').then(
    () => 'confirmed',
    (error: Error) => error.message,
  );
}

process.stdout.write(`came of it: ${await play()}\n`);
process.exit();
