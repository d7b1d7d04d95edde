// @module-tag core
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildProgram, type BuiltProgram } from './built-program.ts';

const start = promisify(execFile);

// A busy machine may need seconds for what takes one on its own.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let chunks: BuiltProgram['chunks'];

beforeAll(async () => {
  ({ folder, chunks } = await buildProgram());
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The modules that were loaded by a run of a built program, and how it ended. */
async function modulesOf(program: string, ...argv: string[]): Promise<{ modules: string[]; code: number }> {
  const coverage = join(folder, `coverage-${program}-${argv.length}`);
  await mkdir(coverage, { recursive: true });
  const env = { PATH: process.env['PATH'], NODE_V8_COVERAGE: coverage };
  const code = await start(process.execPath, [join(folder, 'dist', `${program}.js`), ...argv], { env, timeout: 30_000 }).then(
    () => 0,
    (error: { code?: number }) => error.code ?? -1,
  );
  const [report = ''] = await readdir(coverage);
  // V8's coverage lists every script that was loaded.
  const { result } = JSON.parse(await readFile(join(coverage, report), 'utf8')) as { result: { url: string }[] };
  await rm(coverage, { recursive: true });
  const loaded = chunks.filter(({ fileName }) => result.some(({ url }) => url.endsWith(`/dist/${fileName}`)));
  return { modules: loaded.flatMap(({ moduleIds }) => moduleIds), code };
}

const costly = (modules: readonly string[]) =>
  [
    '@kubernetes/client-node',
    '/ora/',
    '/valibot/',
    '/pino/',
    '/prom-client/',
    '/src/kube/login/connect.ts',
    '/src/move/engine/start.ts',
  ].filter((part) => modules.some((module) => module.includes(part)));

test.each([
  ['liqoctl --help', '/src/main.ts'],
  ['liqoctl move volume --help', '/src/main.ts'],
  ['liqoctl move list --help', '/src/main.ts'],
  ['liqoctl version', '/src/main.ts'],
  ['liqo-storage-controller --help', '/src/controller-main.ts'],
  ['liqo-storage-controller --version', '/src/controller-main.ts'],
])('%s loads no cluster client', async (line, edge) => {
  const [program = '', ...argv] = line.split(' ');
  const { modules, code } = await modulesOf(program, ...argv);
  expect(code).toBe(0);
  expect(modules.some((module) => module.endsWith(edge))).toBe(true);
  expect(costly(modules)).toEqual([]);
});

test('a wrong command line loads none either', async () => {
  const { modules, code } = await modulesOf('liqoctl', 'move', 'volume', 'db');
  expect(code).toBe(2);
  expect(costly(modules)).toEqual([]);
});

test('a cluster command does', async () => {
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigOf('http://127.0.0.1:1'));
  const { modules, code } = await modulesOf('liqoctl', 'move', 'list', '--kubeconfig', kubeconfig);
  expect(code).toBe(6);
  expect(costly(modules)).toContain('@kubernetes/client-node');
});

test('Ctrl-C ends a command that waits for a cluster, with the last line saying so', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const kubeconfig = join(folder, 'silent-cluster');
  await writeFile(kubeconfig, kubeconfigOf(`http://127.0.0.1:${port}`));
  const child = spawn(process.execPath, [join(folder, 'dist', 'liqoctl.js'), 'move', 'list', '--kubeconfig', kubeconfig]);
  const stderr = text(child.stderr);
  await once(server, 'request');
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number | null];
  server.closeAllConnections();
  server.close();
  expect([code, await stderr]).toEqual([130, '✖ Interrupted\n']);
});

function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'a',
    clusters: [{ name: 'a', cluster: { server } }],
    users: [{ name: 'a', user: { token: 'x' } }],
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
  });
}
