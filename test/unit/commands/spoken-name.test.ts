import { kubectl, liqoctl } from '../../../src/base/hint.ts';
import type { MoveOutcome } from '../../../src/move/model/outcome.ts';
import { expect, test } from 'vitest';
import { runCli } from '../../support/run-cli.ts';

test.each([
  ['/usr/local/bin/liqoctl', 'liqoctl'],
  ['/app/bin/liqoctl.js', 'liqoctl'],
  ['kubectl-liqo', 'kubectl liqo'],
  ['/home/x/.krew/bin/kubectl-liqo', 'kubectl liqo'],
  ['/tools/kubectl-liqo.exe', 'kubectl liqo'],
])('started as %s, the usage says %s', async (invokedAs, name) => {
  expect((await runCli(['--help'], { invokedAs })).stdout).toContain(`Usage: ${name} [options]`);
  expect((await runCli(['move', 'volume', '--help'], { invokedAs })).stdout).toContain(`\n  ${name} move volume data-db-0`);
  expect((await runCli(['move', 'list', '--nope'], { invokedAs })).stderr).toContain(`${name} move list --help`);
});

test('kubectl asks what could be typed with the words alone, the last of which is being typed', async () => {
  const { stdout, code } = await runCli(['move', 're'], { invokedAs: '/usr/local/bin/kubectl_complete-liqo' });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^resume\t.+\n:4\n$/)]);
});

test.each(['text', 'json'])('as a plugin of kubectl, lines to type next begin as they were typed (%s)', async (format) => {
  const refusal = { check: 'c', message: 'm', next: [liqoctl('move resume db -n app'), kubectl('get pvc'), 'liqoctl --help    for usage'] };
  const outcome: MoveOutcome = { kind: 'refused', refusals: [refusal] };
  const argv = ['move', 'volume', 'db', '--target-node', 'milan', '--context', 'rome', '-o', format];
  const { stdout, stderr } = await runCli(argv, { invokedAs: '/usr/bin/kubectl-liqo', outcome });
  const said = stdout + stderr;
  expect(said).toContain('kubectl liqo move resume db -n app --context rome');
  expect(said).toContain('kubectl get pvc --context rome');
  expect(said).toContain('kubectl liqo --help    for usage');
  expect(said).not.toMatch(/\bliqoctl /);
});
