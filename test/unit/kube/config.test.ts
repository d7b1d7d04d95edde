import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../src/base/errors.ts';
import { connectText } from '../../../src/kube/client.ts';
import { contextNamespace, readKubeConfig, type ClusterFlags, type Environment } from '../../../src/kube/config.ts';

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

async function readBoth(flags: ClusterFlags = {}): Promise<KubeConfig> {
  const folder = await folderWith({ first, second });
  const paths = ['first', 'missing', 'second'].map((name) => join(folder, name));
  return readKubeConfig(KubeConfig, flags, { KUBECONFIG: paths.join(delimiter) });
}

function fails(flags: ClusterFlags, environment: Environment): AppError {
  try {
    readKubeConfig(KubeConfig, flags, environment);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

it('joins the files of KUBECONFIG: the first that names something wins, missing ones do not matter', async () => {
  const config = await readBoth();
  expect(config.getCurrentCluster()?.server).toBe('https://rome:6443');
  expect(config.getCurrentUser()?.token).toBe('a');
  expect(contextNamespace(config)).toBe('app');
});

it('lets the flags choose', async () => {
  const context = await readBoth({ context: 'm' });
  expect(context.getCurrentCluster()?.server).toBe('https://milan:6443');
  expect(contextNamespace(context)).toBe('default');
  const mixed = await readBoth({ cluster: 'milan', user: 'bob' });
  expect([mixed.getCurrentCluster()?.server, mixed.getCurrentUser()?.token]).toEqual(['https://milan:6443', 'b']);
  expect(contextNamespace(mixed)).toBe('app');
});

it('prefers the flag to KUBECONFIG to the home folder', async () => {
  const folder = await folderWith({ first, second });
  const environment = { KUBECONFIG: join(folder, 'first'), HOME: folder };
  expect(readKubeConfig(KubeConfig, { kubeconfig: join(folder, 'second') }, environment).currentContext).toBe('m');
  expect(readKubeConfig(KubeConfig, {}, environment).currentContext).toBe('r');
});

it('takes a context without a user, and plain http', async () => {
  expect((await readBoth({ context: 'alone' })).getCurrentUser()).toMatchObject({ name: 'nobody' });
  await expect((await readBoth({ cluster: 'spare' })).applyToHTTPSOptions({})).resolves.toBeUndefined();
});

it.each([
  [{ context: 'x' }, '--context with one of: r, alone, m'],
  [{ cluster: 'x' }, '--cluster with one of: rome, spare, milan'],
  [{ user: 'x' }, '--user with one of: ann, bob'],
])('says what there is instead of %j', async (flags, next) => {
  await expect(readBoth(flags)).rejects.toMatchObject({ kind: 'usage', next: [next] });
});

it('says which file is missing or broken', async () => {
  const folder = await folderWith({ broken: '{', empty: '{}' });
  const missing = join(folder, 'missing');
  expect(fails({ kubeconfig: missing }, {})).toMatchObject({ kind: 'usage', message: `kubeconfig ${missing} does not exist` });
  expect(fails({}, { KUBECONFIG: missing }).message).toContain(missing);
  expect(fails({ kubeconfig: join(folder, 'broken') }, {}).message).toContain(join(folder, 'broken'));
  expect(fails({ kubeconfig: join(folder, 'empty') }, {})).toMatchObject({ kind: 'usage', message: 'no context is chosen' });
  expect(fails({}, { HOME: folder })).toMatchObject({ kind: 'usage', message: 'no kubeconfig found' });
});

it('lets no text from a cluster run a program or read a file here', async () => {
  const folder = await folderWith({ token: 'secret-of-this-machine' });
  const users = [
    { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'true' } },
    { 'token-file': join(folder, 'token') },
    { 'client-certificate': join(folder, 'token') },
  ];
  for (const user of users) {
    const config: object = JSON.parse(configText('c', { k: 'https://k' }, {}, { c: 'k u' }));
    const text = JSON.stringify({ ...config, users: [{ name: 'u', user }] });
    await expect(connectText(text, { cluster: 'milan' })).rejects.toMatchObject({ kind: 'usage' });
    await expect(connectText(text, { cluster: 'milan', trusted: true })).resolves.toMatchObject({ cluster: 'milan' });
  }
});
