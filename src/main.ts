import { isSea } from 'node:sea';
import { run } from './app.ts';
import { escapeText } from './base/escape.ts';
import { isVerbose } from './commands/flags/verbosity.ts';
import { heedSignals, watchSignals } from './base/interrupt.ts';
import { readLine } from './base/read-line.ts';

const argv = process.argv.slice(2);

for (const stream of [process.stdout, process.stderr]) {
  // A move must not die because the reader of its output has gone.
  stream.on('error', () => undefined);
}

process.on('uncaughtException', (error: unknown) => {
  const stack = isVerbose(argv) && error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const lines = [...stack, `liqoctl: unexpected failure: ${String(error)}`].map(escapeText);
  process.stderr.write(`${lines.join('\n')}\n`, () => process.exit(1));
});

/** Not at the top level of the module: a single executable is one CommonJS file, which cannot wait there. */
async function main(): Promise<void> {
  const [, invokedAs = ''] = process.argv;
  const code = await run(argv, {
    env: process.env,
    streams: { stdout: process.stdout, stderr: process.stderr },
    interrupt: watchSignals(),
    heedSignals,
    onTerminal: [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY),
    answers: { isTerminal: process.stdin.isTTY, readLine: (signal) => readLine(process.stdin, signal) },
    program: isSea() ? process.execPath : invokedAs,
    invokedAs,
  });
  // Connections that are kept open for reuse would hold the process; what was written is awaited, since pipes may be slow.
  for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve));
  process.exit(code);
}

void main();
