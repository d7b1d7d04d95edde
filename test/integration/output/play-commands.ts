import { writeSync } from 'node:fs';
import { runCli } from '../../support/run-cli.ts';
import { commandScenes } from './command-scenes.ts';

const { stdout, stderr, env } = process;

/** Past the stream: the spinner clears its line before anything else is written to that. */
const write = (text: string) => writeSync(stderr.fd, text);
const mark = (moment: string) => write(`\u001b]777;${moment}\u0007`);
const clear = () => write('\u001b[2J\u001b[H');

/** Runs each scene on an empty screen of the terminal that it runs in; marks what stands there when it asks, and at its end. */
async function play(): Promise<void> {
  for (const [name, { line, stage = {} }] of Object.entries(commandScenes)) {
    clear();
    const readLine = async () => {
      mark(`${name}, asked`);
      // A terminal shows what is typed into it.
      write('n\n');
      return 'n';
    };
    const collaborators = { streams: { stdout, stderr }, answers: { isTerminal: true, readLine } };
    await runCli(line.split(' '), { ...stage, env: { NO_COLOR: undefined, ...env }, collaborators });
    mark(name);
  }
}

await play();
