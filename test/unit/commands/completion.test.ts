import { expect, test } from 'vitest';
import { runCli } from '../../support/run-cli.ts';

// PowerShell is not at hand on the machines that run this: of its script only the text is looked at.
test.each([
  ['bash', ['complete -F _liqoctl liqoctl', 'complete -- "${asked[@]}"']],
  ['zsh', ['#compdef liqoctl', 'complete -- "${(@)asked}"']],
  ['fish', ['complete -c liqoctl -f', 'complete -- $words[2..-1]']],
  ['powershell', ["Register-ArgumentCompleter -Native -CommandName 'liqoctl'", "complete '--' @asked"]],
])('completion %s prints what the shell loads, and asks nobody', async (shell, parts) => {
  const { code, stdout, stderr, connections } = await runCli(['completion', shell]);
  expect({ code, stderr, connections }).toEqual({ code: 0, stderr: '', connections: [] });
  for (const part of parts) expect(stdout).toContain(part);
});

test.each([[['completion']], [['completion', 'tcsh']]])('%j is wrong usage', async (argv) => {
  expect(await runCli(argv)).toMatchObject({ code: 2, stdout: '' });
});
