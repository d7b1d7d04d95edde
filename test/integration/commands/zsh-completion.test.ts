import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

/** Loads our script, and prints what it would have zsh describe for the words, the last of which is being typed. */
const describeWords = `
compdef() { : }; compset() { : }
_describe() { print -rl -- "\${(@P)2}" }
_files() { print files }
source <(liqoctl completion zsh)
words=(liqoctl "$@"); CURRENT=$#words; PREFIX=$words[-1]
_liqoctl
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liqoctl-zsh-'));
  const start = `#!/bin/sh\nexec '${process.execPath}' --import tsx '${main}' "$@"\n`;
  await writeFile(join(folder, 'liqoctl'), start, { mode: 0o755 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const isMissing = spawnSync('zsh', ['--version']).error !== undefined;

/** What zsh is told for each word: value and, behind a colon, its description. */
function toldInZsh(...words: readonly string[]): readonly string[] {
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
  return spawnSync('zsh', ['-f', '-c', describeWords, 'zsh', ...words], { env, encoding: 'utf8' })
    .stdout.trimEnd()
    .split('\n');
}

test('zsh is told each value with its description', { timeout: 60_000 }, ({ skip }) => {
  skip(isMissing, 'zsh is not installed');
  expect(toldInZsh('move', 're')).toEqual(['resume:continue a move from its journal, on any machine']);
  expect(toldInZsh('move', 'volume', 'db', '--target-n')).toEqual(['--target-node:node to move to, physical or virtual']);
  // Without a description nothing may follow the value: zsh would show an empty one.
  expect(toldInZsh('move', 'volume', 'db', '--verify', '')).toEqual(['full', 'restore', 'none']);
  expect(toldInZsh('--kubeconfig', '')).toEqual(['files']);
});
