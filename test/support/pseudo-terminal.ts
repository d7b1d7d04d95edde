import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';

const inPty = fileURLToPath(new URL('run-in-pty.py', import.meta.url));

/** Enough for the longest help in the narrowest terminal; `run-in-pty.py` has the same. */
const terminalRows = 200;

export interface Show {
  readonly columns: number;
  readonly env?: Readonly<Record<string, string>>;
  /** At which moment the terminal gets another width. */
  readonly resize?: { readonly at: string; readonly columns: number };
}

/** What a terminal has shown. */
export interface Shown {
  /** Screens by moment, `end` the last one; the frames of the spinner are all the same. */
  readonly screens: ReadonlyMap<string, string>;
  /** All that was written. */
  readonly raw: string;
}

/** Runs a player in a pseudo terminal, and looks at the screen of a terminal emulator at each marked moment. */
export async function showPlay(player: string, { columns, env = {}, resize }: Show): Promise<Shown> {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows: terminalRows,
    allowProposedApi: true,
    reflowCursorLine: env['TERM_PROGRAM'] !== 'vscode',
  });
  const program = [process.execPath, '--import', 'tsx', player, ...(resize === undefined ? [] : [resize.at])];
  const quiet = { PATH: process.env['PATH'], TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', ...env };
  const child = spawn('python3', [inPty, String(columns), ...program], { stdio: ['pipe', 'pipe', 'inherit'], env: quiet });
  const screens = new Map<string, string>();
  const heed = (moment: string) => {
    if (moment === 'resized') return terminal.resize(resize?.columns ?? columns, terminalRows);
    screens.set(moment, readScreen(terminal));
    if (moment === resize?.at) child.stdin.write(`${resize.columns}\n`);
  };
  let raw = '';
  let rest = '';
  child.stdout.setEncoding('utf8');
  for await (const chunk of child.stdout) {
    raw += String(chunk);
    rest = await feed(terminal, rest + String(chunk), heed);
  }
  await write(terminal, rest);
  screens.set('end', readScreen(terminal));
  return { screens, raw };
}

/** An operating system command that no terminal knows, with the moment's name in it. */
const mark = { begin: '\u001b]777;', end: '\u0007' };

/** Draws all up to the last marked moment, and heeds each on the way; what comes behind may be half a mark, and is returned. */
async function feed(terminal: InstanceType<typeof xterm.Terminal>, text: string, heed: (moment: string) => void): Promise<string> {
  let rest = text;
  for (let begin = rest.indexOf(mark.begin), end = rest.indexOf(mark.end, begin); begin !== -1 && end !== -1;) {
    await write(terminal, rest.slice(0, begin));
    heed(rest.slice(begin + mark.begin.length, end));
    rest = rest.slice(end + 1);
    [begin, end] = [rest.indexOf(mark.begin), rest.indexOf(mark.end, rest.indexOf(mark.begin))];
  }
  return rest;
}

function write(terminal: InstanceType<typeof xterm.Terminal>, text: string): Promise<void> {
  return new Promise((resolve) => terminal.write(text, resolve));
}

function readScreen({ buffer, rows }: InstanceType<typeof xterm.Terminal>): string {
  const lines = Array.from({ length: rows }, (_, row) => buffer.active.getLine(buffer.active.baseY + row)?.translateToString(true) ?? '');
  return `${lines
    .map((line) => line.trimEnd().replace(/^(?:[⠀-⣿]|[|/\\-](?= \d+\/\d+ | Checking))/, '*'))
    .join('\n')
    .trimEnd()}\n`;
}
