import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';

const support = (name: string) => fileURLToPath(new URL(`../../support/${name}`, import.meta.url));

/** Runs the question in a pseudo terminal and types `keys` when it is asked; resolves with all that was shown. */
async function ask(keys: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const program = [process.execPath, '--import', 'tsx', support('play-question.ts')];
  const quiet = { PATH: process.env['PATH'], TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', NO_COLOR: '1', ...env };
  const child = spawn('python3', [support('run-in-pty.py'), '80', ...program], { stdio: ['pipe', 'pipe', 'inherit'], env: quiet });
  let shown = '';
  let typed = false;
  child.stdout.setEncoding('utf8');
  for await (const chunk of child.stdout) {
    shown += String(chunk);
    if (!typed && shown.includes('[y/N] ')) {
      typed = true;
      child.stdin.write(`type ${JSON.stringify(keys)}\n`);
    }
  }
  return stripVTControlCharacters(shown).replaceAll('\r', '');
}

test.each([
  ['a yes', 'y\n', {}, 'confirmed'],
  ['a no', 'n\n', {}, 'Not confirmed: nothing was changed'],
  ['an empty line', '\n', {}, 'Not confirmed: nothing was changed'],
  ['the end of the input', '\u0004', {}, 'Not confirmed: nothing was changed'],
  ['Ctrl-C', '\u0003', {}, 'interrupted'],
  ['nothing, since it is CI', '', { CI: 'true' }, 'nobody was asked'],
])('a terminal that is asked hears %s', { timeout: 60_000 }, async (_what, keys, env, cameOfIt) => {
  const shown = await ask(keys, env);
  expect(shown).toContain(`came of it: ${cameOfIt}\n`);
  // The spinner has made room for the question, which stands on a line of its own.
  if (!('CI' in env)) expect(shown).toMatch(/\n?What would be done\nDo it\? \[y\/N\] /);
});
