// @module-tag core
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { connect } from '../../../../src/kube/login/connect.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { createTestClock } from '../../../support/terminal.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { startTlsServer, type TlsServer } from './tls-server.ts';
import { surroundings } from '../../../support/surroundings.ts';

let certificates: Certificates;
let server: TlsServer;

beforeAll(async () => {
  certificates = await makeCertificates();
  server = await startTlsServer(certificates);
});

afterAll(async () => {
  await server.close();
  await certificates.remove();
});

beforeEach(() => {
  server.seen.splice(0);
  server.refuseWhere(() => false);
});

interface Workplace {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly clock: ReturnType<typeof createTestClock>;
  readonly port: KubePort;
  /** How often the plugin has been run. */
  readonly runs: () => Promise<number>;
  readonly tokens: () => (string | undefined)[];
}

const secret = 's3cret';

/** A port whose user logs in by a shell script, which finds the number of its run in `$run`. */
async function withPlugin(script: string, more: object = {}): Promise<Workplace> {
  const body = `#!/bin/sh\ncd "$(dirname "$0")"\necho >> runs\nrun=$(wc -l < runs | tr -d ' ')\n${script}\n`;
  return withUser({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './login', ...more } }, { login: body });
}

async function withUser(user: object, files: Record<string, string>): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'logins-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  if (files['login'] !== undefined) await chmod(join(folder, 'login'), 0o755);
  const kubeconfig = join(folder, 'config');
  const text = JSON.stringify({
    'current-context': 'c',
    clusters: [{ name: 'k', cluster: { server: server.url, 'certificate-authority-data': await certificates.data('ca.crt') } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
  });
  await writeFile(kubeconfig, text);
  const clock = createTestClock();
  const { port } = await connect({ kubeconfig }, { ...surroundings, environment: { PATH: process.env['PATH'] }, clock });
  const runs = async () => (await readFile(join(folder, 'runs'), 'utf8').catch(() => '')).length;
  return { folder, kubeconfig, clock, port, runs, tokens: () => server.seen.map(({ authorization }) => authorization?.slice(7)) };
}

/** From now on the server does not accept this token. */
const refuse = (token: string) => server.refuseWhere(({ authorization }) => authorization === `Bearer ${token}`);
const read = (port: KubePort) => port.read(kinds.node, { name: 'n' });
const failure = (port: KubePort): Promise<unknown> => read(port).catch((reason: unknown) => reason);
const prints = (status: string) => `printf '{"status": {${status}}}'`;
const hourly = `printf '{"status": {"token": "${secret}-%s", "expirationTimestamp": "2099-01-01T00:00:00Z"}}' "$run"`;

describe('a credential plugin', () => {
  it('is run once for many calls, and again when its credential has expired', async () => {
    // The clock of these tests begins at 03:04:05.
    const status = '"token": "%s", "expirationTimestamp": "2026-01-02T03:05:00Z"';
    const { port, runs, clock, tokens } = await withPlugin(`printf '{"status": {${status}}}' "$run"`);
    await Promise.all([read(port), read(port)]);
    clock.pass(50_000);
    await read(port);
    clock.pass(60_000);
    await read(port);
    expect([await runs(), tokens()]).toEqual([2, ['1', '1', '1', '2']]);
  });

  it('is run again when the server refuses what has not expired yet, and the call is made again', async () => {
    const { port, runs, tokens } = await withPlugin(hourly);
    await read(port);
    refuse(`${secret}-1`);
    await read(port);
    await read(port);
    expect(tokens()).toEqual([`${secret}-1`, `${secret}-1`, `${secret}-2`, `${secret}-2`]);
    expect(await runs()).toBe(2);
  });

  it('is run again once where many calls are refused at the same time', async () => {
    const { port, runs } = await withPlugin(hourly);
    await read(port);
    refuse(`${secret}-1`);
    await Promise.all([1, 2, 3, 4, 5].map(() => read(port)));
    expect(await runs()).toBe(2);
  });

  it('that takes its time is not run a second time meanwhile', async () => {
    const { port, folder, clock, runs } = await withPlugin(`until test -e go; do sleep 0.05; done; ${hourly}`);
    const first = read(port);
    await expect.poll(runs).toBe(1);
    clock.pass(120_000);
    const second = read(port);
    await writeFile(join(folder, 'go'), '');
    await Promise.all([first, second]);
    expect(await runs()).toBe(1);
  });

  it('is not run for ever where the server takes nothing', async () => {
    const { port, runs } = await withPlugin(hourly);
    server.refuseWhere(() => true);
    const error = await failure(port);
    expect(error).toMatchObject({ reason: 'unauthorized', next: [expect.stringContaining('log in again')] });
    expect(String(error)).toContain(`the API server ${server.url} rejected your credentials (401)`);
    expect([server.seen.length, await runs()]).toEqual([2, 2]);
  });

  it.each([
    ['fails', `echo ${secret}; exit 3`, 'the login program "FOLDER/login" failed with exit code 3'],
    ['is killed', `kill -KILL $$`, 'the login program "FOLDER/login" was ended by SIGKILL'],
    ['prints no JSON', `echo ${secret}`, 'printed no credential'],
    ['prints nothing', '', 'printed no credential'],
    ['prints no token', prints(''), 'printed no credential'],
    ['prints half a certificate', prints('"clientCertificateData": "x"'), 'printed a certificate without its key'],
    ['prints a token of two lines', prints(String.raw`"token": "${secret}\\nX: y"`), 'Invalid character in header'],
  ])('that %s is told, and shows no secret', async (_how, script, words) => {
    const { port, folder } = await withPlugin(script);
    const error = await failure(port);
    expect(error).toMatchObject({ reason: 'unauthorized' });
    expect(String(error)).toContain(`no credentials for the API server ${server.url}: `);
    expect(String(error)).toContain(words.replace('FOLDER', folder));
    expect(String(error)).not.toContain(secret);
    expect(server.seen).toEqual([]);
  });

  it.each([['./no-such'], ['no-such-login-program']])('%s that is not installed says how to get it', async (command) => {
    const { port } = await withPlugin('', { command, installHint: 'get it\n\nat https://login.example\n' });
    const error = await failure(port);
    expect(String(error)).toMatch(/the login program ".*no-such.*" was not found/);
    expect(error).toMatchObject({ next: ['get it', 'at https://login.example', expect.any(String)] });
  });

  it('that must ask questions is not started without a terminal', async ({ skip }) => {
    if (process.stdin.isTTY) return skip('these tests are run at a terminal');
    const { port, runs } = await withPlugin(prints('"token": "t"'), { interactiveMode: 'Always' });
    expect(String(await failure(port))).toContain('needs a terminal');
    expect(await runs()).toBe(0);
  });
});

describe('a token file', () => {
  it('is read again after a while, and when the server refuses its token', async () => {
    const { folder, port, clock, tokens } = await withUser({ tokenFile: 'token' }, { token: 'one\n' });
    await read(port);
    await writeFile(join(folder, 'token'), 'two\n');
    await read(port);
    clock.pass(61_000);
    await read(port);
    await writeFile(join(folder, 'token'), 'three\n');
    refuse('two');
    await read(port);
    expect(tokens()).toEqual(['one', 'one', 'two', 'two', 'three']);
  });

  it('that is gone for a moment leaves the last token', async () => {
    const { folder, port, clock, tokens } = await withUser({ tokenFile: 'token' }, { token: 'one\n' });
    await read(port);
    await rm(join(folder, 'token'));
    clock.pass(61_000);
    await read(port);
    expect(tokens()).toEqual(['one', 'one']);
  });

  it('that is empty is named', async () => {
    const { folder, port } = await withUser({ tokenFile: 'token' }, { token: '\n' });
    expect(String(await failure(port))).toContain(`the token file ${join(folder, 'token')} is empty`);
  });
});
