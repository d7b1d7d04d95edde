import { isVerbose, run } from './app.ts';
import { escapeText } from './base/escape.ts';
import { heedSignals, watchSignals } from './base/interrupt.ts';

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

const streams = { stdout: process.stdout, stderr: process.stderr };
const code = await run(argv, {
  env: process.env,
  streams,
  interrupt: watchSignals(),
  heedSignals,
  onTerminal: [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY),
  program: process.argv[1] ?? '',
});

// Connections that are kept open for reuse would hold the process; what was written is awaited, since pipes may be slow.
for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve));
process.exit(code);
