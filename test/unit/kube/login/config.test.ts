import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../../src/base/errors.ts';
import { connectText } from '../../../../src/kube/login/connect.ts';
import type { ConfigOverrides } from '../../../../src/kube/login/config-overrides.ts';
import type { ClientConfig } from '../../../../src/kube/login/choose-config.ts';
import { readClientConfig, readClientConfigText } from '../../../../src/kube/login/config.ts';
import type { Environment } from '../../../../src/kube/login/environment.ts';
import { surroundings } from '../../../support/surroundings.ts';

interface Named {
  readonly [name: string]: string;
}

/** A kubeconfig: clusters by address, users by token, contexts as `cluster user namespace`. */
function configText(current: string, clusters: Named, users: Named, contexts: Named): string {
  const entries = <T>(of: Named, entry: (value: string) => T) => Object.entries(of).map(([name, value]) => ({ name, ...entry(value) }));
  return JSON.stringify({
    'current-context': current,
    clusters: entries(clusters, (server) => ({ cluster: { server } })),
    users: entries(users, (token) => ({ user: { token } })),
    contexts: entries(contexts, (words) => {
      const [cluster, user, namespace] = words.split(' ');
      return { context: { cluster, user, namespace } };
    }),
  });
}

const first = configText('r', { rome: 'https://rome:6443', spare: 'http://spare' }, { ann: 'a' }, { r: 'rome ann app', alone: 'rome' });
const second = configText('m', { rome: 'https://false:1', milan: 'https://milan:6443' }, { ann: 'false', bob: 'b' }, { m: 'milan bob' });

async function folderWith(files: Named): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

async function readBoth(flags: ConfigOverrides = {}): Promise<ClientConfig> {
  const folder = await folderWith({ first, second });
  const paths = ['first', 'missing', 'second'].map((name) => join(folder, name));
  return readClientConfig(flags, { environment: { KUBECONFIG: paths.join(delimiter) } });
}

function fails(flags: ConfigOverrides, environment: Environment): AppError {
  try {
    readClientConfig(flags, { environment });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

it('joins the files of KUBECONFIG: the first that names something wins, missing ones do not matter', async () => {
  const config = await readBoth();
  expect(config).toMatchObject({ cluster: { server: 'https://rome:6443' }, user: { token: 'a' }, namespace: 'app' });
});

it('lets a caller choose', async () => {
  expect(await readBoth({ context: 'm' })).toMatchObject({ cluster: { server: 'https://milan:6443' }, namespace: 'default' });
  const mixed = { cluster: { server: 'https://milan:6443' }, user: { token: 'b' }, namespace: 'app' };
  expect(await readBoth({ cluster: 'milan', user: 'bob' })).toMatchObject(mixed);
});

it('prefers the file that is named to KUBECONFIG to the home folder', async () => {
  const folder = await folderWith({ first, second });
  const environment = { KUBECONFIG: join(folder, 'first'), HOME: folder };
  expect(readClientConfig({ kubeconfig: join(folder, 'second') }, { environment }).cluster.name).toBe('milan');
  expect(readClientConfig({}, { environment }).cluster.name).toBe('rome');
});

it('takes a context without a user, and plain http', async () => {
  expect((await readBoth({ context: 'alone' })).user).toMatchObject({ name: 'nobody' });
  expect((await readBoth({ cluster: 'spare' })).cluster.server).toBe('http://spare');
});

it.each([
  [{ context: 'x' }, 'context with one of: r, alone, m'],
  [{ cluster: 'x' }, 'cluster with one of: rome, spare, milan'],
  [{ user: 'x' }, 'user with one of: ann, bob'],
])('says what there is instead of %j', async (flags, next) => {
  await expect(readBoth(flags)).rejects.toMatchObject({ kind: 'usage', next: [next] });
});

it('says which file is missing or broken', async () => {
  const folder = await folderWith({ broken: '{', empty: '{}' });
  const missing = join(folder, 'missing');
  expect(fails({ kubeconfig: missing }, {})).toMatchObject({ kind: 'usage', message: `kubeconfig ${missing} does not exist` });
  expect(fails({}, { KUBECONFIG: missing })).toMatchObject({ message: 'no kubeconfig found', seen: [`${missing} does not exist`] });
  expect(fails({ kubeconfig: join(folder, 'broken') }, {}).message).toContain(join(folder, 'broken'));
  expect(fails({ kubeconfig: join(folder, 'empty') }, {})).toMatchObject({ seen: [`${join(folder, 'empty')} is empty`] });
  expect(fails({}, { HOME: folder })).toMatchObject({ kind: 'usage', message: 'no kubeconfig found' });
});

it.each([
  ['a context of a cluster that is not there', { contexts: [{ name: 'c', context: { cluster: 'x', user: 'u' } }] }, 'has no cluster "x"'],
  ['a context of a user who is not there', { contexts: [{ name: 'c', context: { cluster: 'k', user: 'x' } }] }, 'has no user "x"'],
  ['a cluster without an address', { clusters: [{ name: 'k', cluster: {} }] }, `cluster "k" has no usable "server"`],
  ['a plugin without a command', { users: [{ name: 'u', user: { exec: { apiVersion: 'v' } } }] }, `user "u" has no usable "exec.command"`],
  ['a token that is a number', { users: [{ name: 'u', user: { token: 987_654 } }] }, `user "u" has no usable "token"`],
  ['a name that comes twice', { clusters: [{ name: 'k' }, { name: 'k' }] }, 'has the cluster "k" twice'],
])('refuses %s, and repeats no secret', async (_what, wrong, message) => {
  const config: object = JSON.parse(configText('c', { k: 'https://k' }, { u: 't' }, { c: 'k u', good: 'k u' }));
  const folder = await folderWith({ config: JSON.stringify({ ...config, ...wrong }) });
  const error = fails({ kubeconfig: join(folder, 'config') }, {});
  expect(error).toMatchObject({ kind: 'usage', message: expect.stringContaining(message) });
  expect(JSON.stringify([error.message, error.next])).not.toContain('987');
});

it.each(['{', 'a: b: c', '"987', '- 987', '987: [', 'hello 987'])('%j is no kubeconfig, and is not repeated', async (text) => {
  const folder = await folderWith({ config: text });
  const error = fails({ kubeconfig: join(folder, 'config') }, {});
  expect(error).toMatchObject({ kind: 'usage', message: expect.stringContaining('cannot be read: it is no') });
  expect(String(error)).not.toContain('987');
});

it('takes an address of the kubeconfig without a scheme for plain http, as kubectl', async () => {
  const folder = await folderWith({ config: configText('c', { k: '10.0.0.1:80' }, { u: 't' }, { c: 'k u' }) });
  expect(readClientConfig({ kubeconfig: join(folder, 'config') }, { environment: {} }).cluster.server).toBe('http://10.0.0.1:80');
});

it('takes relative paths of a text from where it was', () => {
  const text = JSON.stringify({
    ...JSON.parse(configText('c', { k: 'https://k' }, {}, { c: 'k u' })),
    users: [{ name: 'u', user: { tokenFile: 'token' } }],
  });
  expect(readClientConfigText(text, 'milan', '/somewhere/milan.yaml').user.tokenFile).toBe('/somewhere/token');
});

it('needs no user of the kubeconfig where a caller logs in itself', async () => {
  const folder = await folderWith({ config: configText('c', { k: 'https://k' }, {}, { c: 'k gone' }) });
  expect(readClientConfig({ kubeconfig: join(folder, 'config'), token: 't' }, { environment: {} }).user).toMatchObject({
    name: 'gone',
    token: 't',
  });
});

it('lets no text from a cluster run a program or read a file here', async () => {
  const folder = await folderWith({ token: 'secret-of-this-machine' });
  const users = [
    { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'true' } },
    { tokenFile: join(folder, 'token') },
    { 'client-key': join(folder, 'token') },
    { 'auth-provider': { name: 'oidc' } },
    { 'client-certificate': join(folder, 'token') },
  ];
  for (const user of users) {
    const config: object = JSON.parse(configText('c', { k: 'https://k' }, {}, { c: 'k u' }));
    const text = JSON.stringify({ ...config, users: [{ name: 'u', user }] });
    await expect(connectText(text, { ...surroundings, cluster: 'milan' })).rejects.toMatchObject({ kind: 'usage' });
    await expect(connectText(text, { ...surroundings, cluster: 'milan', trusted: true })).resolves.toMatchObject({ cluster: 'milan' });
  }
});

it('says what to use instead of the logins that kubectl has given up', async () => {
  const user = { 'auth-provider': { name: 'gcp', config: { 'access-token': 't' } } };
  const config: object = JSON.parse(configText('c', { k: 'https://k' }, {}, { c: 'k u' }));
  const text = JSON.stringify({ ...config, users: [{ name: 'u', user }] });
  const connected = connectText(text, { ...surroundings, cluster: 'milan', trusted: true });
  await expect(connected).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('"gcp"') });
});

it.each(['true', 'True', 'yes', 'YES', 'on', 'y', 'false', 'no', 'Off', 'n'])('takes %s for a switch, as kubectl', (word) => {
  const text = `current-context: c
contexts: [{name: c, context: {cluster: k, user: u}}]
clusters: [{name: k, cluster: {server: "https://k", insecure-skip-tls-verify: ${word}}}]
users: [{name: u, user: {token: "${word}"}}]
`;
  const { cluster, user } = readClientConfigText(text, 'milan');
  expect([cluster.skipTLSVerify, user.token]).toEqual([/^(true|y|yes|on)$/i.test(word), word]);
});

it('says in which line a kubeconfig is no YAML, and repeats nothing of it', () => {
  const read = () => readClientConfigText('users:\n  - token: secret\n bad', 'milan');
  expect(read).toThrow('the kubeconfig of milan cannot be read: it is no YAML, in line 3');
});
