import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../../src/app.ts';
import { Terminal } from '../../support/terminal.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cluster-flags-'));
  const contexts = [{ name: 'rome', context: { cluster: 'rome', user: 'ann' } }];
  const clusters = [{ name: 'rome', cluster: { server: 'https://rome' } }];
  await writeFile(
    join(folder, 'config'),
    JSON.stringify({ 'current-context': 'rome', contexts, clusters, users: [{ name: 'ann', user: {} }] }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** What a person reads who mistypes a flag; no cluster is ever asked. */
async function complaint(flags: string): Promise<{ code: number; stderr: string }> {
  const [stdout, stderr] = [new Terminal(), new Terminal()];
  const never = new AbortController().signal;
  const edge = {
    env: { NO_COLOR: '1', KUBECONFIG: join(folder, 'config') },
    streams: { stdout, stderr },
    interrupt: { gentle: never, hard: never },
    heedSignals: () => () => undefined,
    onTerminal: false,
    answers: { isTerminal: false, readLine: async () => undefined },
    program: '/nowhere/bin/liqoctl.js',
    invokedAs: 'liqoctl',
  };
  return { code: await run(['move', 'list', ...flags.split(' ')], edge), stderr: stderr.written };
}

it.each([
  ['--context milan', '--context with one of: rome'],
  ['--cluster milan', '--cluster with one of: rome'],
  ['--user bob', '--user with one of: ann'],
  ['-s https://', '--server: "https://" is not an address'],
  ['--certificate-authority /no/such', '--certificate-authority: /no/such does not exist'],
  ['--client-key /no/such', '--client-key: /no/such does not exist'],
  ['--token t --username u', '--token and --username or --password cannot be combined'],
  ['--as-group g', 'add --as USER, or "as" to the kubeconfig'],
  ['--as a --as-user-extra x', '--as-user-extra: not a pair'],
])('%s is refused in the words of the command line', async (flags, text) => {
  const { code, stderr } = await complaint(flags);
  expect(stderr).toContain(text);
  expect(code).toBe(2);
});

it.each([
  ['is not there', '/no/such/kubeconfig'],
  ['is a folder', '/'],
])('says how another kubeconfig is named where one %s', async (_what, file) => {
  const { code, stderr } = await complaint(`--kubeconfig ${file}`);
  expect([code, stderr]).toEqual([2, expect.stringContaining('  Next:\n    name another one with --kubeconfig FILE, or set KUBECONFIG\n')]);
});

it('says how a kubeconfig is named where none is found', async () => {
  await rm(join(folder, 'config'));
  expect((await complaint('-v')).stderr).toContain('name one with --kubeconfig FILE, or set KUBECONFIG');
});
