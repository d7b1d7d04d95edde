import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { connect } from '../../../../src/kube/login/connect.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { noKubectl, runKubectl } from './kubectl.ts';
import { type Proxy, startHttpProxy, startSocksProxy } from './proxies.ts';
import { startTlsServer, type TlsServer } from './tls-server.ts';
import { surroundings } from '../../../support/surroundings.ts';

// A busy machine takes its time to start kubectl.
vi.setConfig({ testTimeout: 60_000 });

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

beforeEach(() => void server.seen.splice(0));

/** A kubeconfig for a name that only a proxy can resolve. */
async function configFor(cluster: object = {}): Promise<string> {
  const file = join(certificates.folder, 'config');
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    clusters: [{ name: 'k', cluster: { server: 'https://api.example:6443', 'certificate-authority': 'ca.crt', ...cluster } }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
  });
  await writeFile(file, text);
  return file;
}

async function open(environment: Record<string, string>, cluster?: object) {
  const { port } = await connect({ kubeconfig: await configFor(cluster) }, { ...surroundings, environment });
  return port;
}

const http = () => startHttpProxy(server.port);
const socks = () => startSocksProxy(server.port);

type Case = readonly [string, () => Promise<Proxy>, (address: string) => { environment?: Record<string, string>; cluster?: object }];

const ways: readonly Case[] = [
  ['HTTPS_PROXY', http, (address) => ({ environment: { HTTPS_PROXY: `http://${address}` } })],
  ['https_proxy without a scheme', http, (address) => ({ environment: { https_proxy: address } })],
  ['HTTPS_PROXY by SOCKS', socks, (address) => ({ environment: { HTTPS_PROXY: `socks5://${address}` } })],
  ['proxy-url', http, (address) => ({ cluster: { 'proxy-url': `http://${address}` } })],
  ['proxy-url by SOCKS', socks, (address) => ({ cluster: { 'proxy-url': `socks5://${address}` } })],
  [
    'proxy-url, whatever the environment says',
    http,
    (address) => ({ cluster: { 'proxy-url': `http://${address}` }, environment: { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '*' } }),
  ],
];

it.each(ways)('goes through %s', async (_name, start, given) => {
  const proxy = await start();
  const { environment = {}, cluster } = given(proxy.address);
  const port = await open(environment, cluster);
  await port.read(kinds.node, { name: 'n' });
  expect(proxy.asked).toEqual(['api.example:6443']);
  expect(server.seen).toMatchObject([{ authorization: 'Bearer t', serverName: 'api.example' }]);
});

it.for(ways)('%s, by kubectl', async ([_name, start, given], { skip }) => {
  if (noKubectl) return skip(noKubectl);
  const proxy = await start();
  const { environment = {}, cluster } = given(proxy.address);
  const { stderr } = await runKubectl(['get', '--raw', '/api', '--kubeconfig', await configFor(cluster)], environment);
  expect(stderr).toBe('');
  expect(new Set(proxy.asked)).toEqual(new Set(['api.example:6443']));
});

it('takes watches and logs through it, too, and logs in there', async () => {
  const proxy = await http();
  const port = await open({ HTTPS_PROXY: `http://ann:p%40ss@${proxy.address}` });
  const signal = new AbortController().signal;
  for await (const _event of port.watch(kinds.node, {}, '1', signal)) throw new Error('there is nothing to see');
  for await (const line of port.logs({ name: 'p', namespace: 'a' }, { container: 'c' }, signal)) expect(line).toBe('{}');
  expect(server.seen.map(({ path }) => path.split('?')[0])).toEqual(['/api/v1/nodes', '/api/v1/namespaces/a/pods/p/log']);
  expect(proxy.logins[0]).toBe(`Basic ${Buffer.from('ann:p@ss').toString('base64')}`);
});

it('says that a proxy lets it not through, and where one is not there', async () => {
  const { address } = await startHttpProxy(server.port, 407);
  const refused = await open({ HTTPS_PROXY: `http://ann:s3cret@${address}` });
  const error: unknown = await refused.read(kinds.node, { name: 'n' }).catch((reason: unknown) => reason);
  expect(String(error)).toContain(
    'cannot connect to the API server https://api.example:6443: the proxy on the way answered with HTTP status 407',
  );
  expect(String(error)).not.toContain('s3cret');
  const gone = await open({ HTTPS_PROXY: 'http://127.0.0.1:1' });
  await expect(gone.read(kinds.node, { name: 'n' })).rejects.toThrow('connection refused (127.0.0.1:1)');
});

it.each(['ftp://proxy', 'http://', '://'])('refuses %s as a proxy of the kubeconfig', async (proxy) => {
  await expect(open({}, { 'proxy-url': proxy })).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('proxy') });
});
