import { writeSync } from 'node:fs';
import { createReporter } from '../../src/output/reporter.ts';
import { recordedEnd, recordedMove } from './recorded-move.ts';
import { createTestClock } from './terminal.ts';

/** Plays the recorded move to the terminal that it runs in; marks moments in its output, and waits for a resize at the one that is named. */
async function play(waitAt: string | undefined): Promise<void> {
  const { stdout, stderr } = process;
  // Past the stream: the spinner clears its line before anything else is written to that.
  const mark = (moment: string) => writeSync(stderr.fd, `\u001b]777;${moment}\u0007`);
  // Before the view hears of it: what was drawn until here was drawn for the width before.
  stderr.on('resize', () => mark('resized'));
  const clock = createTestClock();
  const reporter = createReporter({ format: 'text', streams: { stdout, stderr }, env: process.env, clock, verbose: false });
  reporter.begin('Checking the cluster');
  for (const each of recordedMove) {
    if (typeof each === 'string') {
      mark(each);
      if (each === waitAt) await new Promise((resolve) => stderr.once('resize', resolve));
      if (each === waitAt) mark('redrawn');
      continue;
    }
    clock.pass(each[0]);
    reporter.event(each[1]);
  }
  const subject = { namespace: 'app', claim: 'data-db-0', again: { program: 'liqoctl', flags: [] } };
  reporter.end({ kind: 'outcome', outcome: recordedEnd, subject, exitCode: 0 });
}

await play(process.argv[2]);
