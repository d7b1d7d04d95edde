// @module-tag core
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { buildProgram, type BuiltProgram } from './built-program.ts';

// A busy machine may need seconds for what takes one on its own.
vi.setConfig({ testTimeout: 60_000 });

let built: BuiltProgram;
let server: Server;
let folder: string;
const tokens = new Set<string | undefined>();

beforeAll(async () => {
  built = await buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'talking-login-'));
  server = createServer((request, response) => {
    tokens.add(request.headers.authorization);
    response.setHeader('content-type', 'application/json').end('{"metadata": {}, "resources": [], "items": []}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 60_000);

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await Promise.all([folder, built.folder].map((each) => rm(each, { recursive: true })));
});

/** A command line of ours whose user logs in by this script. */
async function commandWith(script: string): Promise<[string, ...string[]]> {
  const { port } = server.address() as AddressInfo;
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script], interactiveMode: 'IfAvailable' };
  const kubeconfig = {
    'current-context': 'c',
    clusters: [{ name: 'k', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'u', user: { exec } }],
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
  };
  await writeFile(join(folder, 'config'), JSON.stringify(kubeconfig));
  return [process.execPath, join(built.folder, 'dist', 'liqoctl.js'), 'move', 'list', '-o', 'json', '--kubeconfig', join(folder, 'config')];
}

const answer = `printf '{"status": {"token": "%s"}}'`;

it('shows what a login plugin says as it comes, and nothing of it in the document', async () => {
  const entered = join(folder, 'entered');
  const [file, ...argv] = await commandWith(`echo "enter the code XK-42" >&2; until test -e ${entered}; do sleep 0.05; done; ${answer} t`);
  const child = spawn(file, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } });
  const stdout = text(child.stdout);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(() => said, { timeout: 30_000 }).toBe('enter the code XK-42\n');
  // Only now can the login go on: what was said was there in time.
  await writeFile(entered, '');
  const [code] = (await once(child, 'close')) as [number | null];
  expect([code, JSON.parse(await stdout), said]).toEqual([
    0,
    { version: 1, exitCode: 0, moves: [], leftBehind: [] },
    'enter the code XK-42\n',
  ]);
});

it('lets a login plugin ask at a terminal', async ({ skip }) => {
  if (!isThere('/usr/bin/script')) return skip('there is no /usr/bin/script to make a terminal with');
  const command = await commandWith(`printf 'password: ' >&2; read answer; ${answer} "$answer"`);
  const quoted = command.map((word) => `'${word}'`).join(' ');
  const child = spawn('/usr/bin/script', ['-qec', quoted, '/dev/null'], { env: { PATH: process.env['PATH'], SHELL: '/bin/sh' } });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(() => said, { timeout: 30_000 }).toContain('password: ');
  child.stdin.write('typed\n');
  const [code] = (await once(child, 'close')) as [number | null];
  expect([code, tokens.has('Bearer typed')]).toEqual([0, true]);
});

function isThere(file: string): boolean {
  try {
    accessSync(file);
    return true;
  } catch {
    return false;
  }
}
