import { watchSignals } from './base/interrupt.ts';
import { runController } from './controller.ts';

process.on('uncaughtException', (error: unknown) => {
  const stack = error instanceof Error ? error.stack : undefined;
  const line = { level: 'error', time: new Date().toISOString(), msg: 'unexpected failure', error: String(error), stack };
  process.stdout.write(`${JSON.stringify(line)}\n`, () => process.exit(1));
});

const { gentle, hard } = watchSignals();
const streams = { stdout: process.stdout, stderr: process.stderr };
const code = await runController(process.argv.slice(2), { env: process.env, streams, stop: { gentle, hard } });

// Connections that are kept open for reuse would hold the process; what was written is awaited, since pipes may be slow.
for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve));
process.exit(code);
