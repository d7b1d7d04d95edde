import { asAppError, type Ending } from '../output/ending/ending.ts';
import { createReporter, type Reporter } from '../output/reporter.ts';
import { exitCodeOfError } from './exit-code.ts';
import type { Host } from './host.ts';
import type { MoveFlags } from './move/move-context.ts';
import { openReport, writeReport } from './report-file.ts';
import { isVerboseWith } from './flags/verbosity.ts';
import { typedAgain } from './flags/same-cluster.ts';

/** Flags that say where a command works and how it prints. */
export type CommandFlags = Omit<MoveFlags, 'leaseDuration'>;

/** Runs a command to its end, shows that in the format asked for, and returns the exit code. Throws nothing. */
export async function runCommand(host: Host, flags: CommandFlags, run: (reporter: Reporter) => Promise<Ending>): Promise<number> {
  const { streams, env, clock } = host;
  const reporter = createReporter({ format: flags.output, streams, env, clock, verbose: isVerboseWith(flags) });
  const { report } = flags;
  const opened = report === undefined ? Promise.resolve() : openReport(host, report);
  const ending = await opened
    .then(() => run(reporter))
    .catch((thrown: unknown): Ending => {
      const error = asAppError(thrown);
      return { kind: 'error', error, again: typedAgain(host, flags), exitCode: exitCodeOfError(error) };
    });
  reporter.end(ending);
  if (report !== undefined) await writeReport(host, report, ending);
  return ending.exitCode;
}
