import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../../src/kube/login/connect.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { noKubectl, runKubectl } from './kubectl.ts';
import { type Seen, startTlsServer, type TlsServer } from './tls-server.ts';
import { surroundings } from '../../../support/surroundings.ts';

// A busy machine takes its time to start kubectl.
vi.setConfig({ testTimeout: 60_000 });

const path = '/api/v1/nodes/n';
let certificates: Certificates;
let server: TlsServer;
let folder: string;

beforeAll(async () => {
  certificates = await makeCertificates();
  folder = certificates.folder;
  server = await startTlsServer(certificates);
  await mkdir(join(folder, 'bin'));
  await Promise.all(['ca.crt', 'client.crt', 'client.key'].map(async (name) => (data[name] = await certificates.data(name))));
  await writeFile(join(folder, 'token'), ' from-file\n');
  await plugin('bin/login', 'token "$1$EXTRA"');
  await plugin(
    'bin/certified',
    `answer "\\"clientCertificateData\\": \\"$(lines client.crt)\\", \\"clientKeyData\\": \\"$(lines client.key)\\""`,
  );
  await plugin('bin/told', 'token "$(printf %s "$KUBERNETES_EXEC_INFO" | base64 | tr -d "\\n")"');
});

afterAll(async () => {
  await server.close();
  await certificates.remove();
});

beforeEach(() => void server.seen.splice(0));

const data: Record<string, string> = {};

/** A credential plugin beside the kubeconfig: shell, with words for what it prints. */
async function plugin(name: string, script: string): Promise<void> {
  const words = [
    '#!/bin/sh',
    `lines() { sed 's/$/\\\\n/' "${folder}/$1" | tr -d '\\n'; }`,
    'version=$(printf %s "$KUBERNETES_EXEC_INFO" | sed \'s/.*"apiVersion":"\\([^"]*\\)".*/\\1/\')',
    'answer() { printf \'{"kind": "ExecCredential", "apiVersion": "%s", "status": {%s}}\' "$version" "$1"; }',
    'token() { answer "\\"token\\": \\"$1\\""; }',
  ];
  await writeFile(join(folder, name), [...words, script, ''].join('\n'));
  await chmod(join(folder, name), 0o755);
}

const v1 = { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never' };

interface Given {
  readonly user?: object;
  readonly cluster?: object;
}

function kubeconfig({ user = { token: 't' }, cluster = { 'certificate-authority': 'ca.crt' } }: Given, more: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    clusters: [{ name: 'rome', cluster: { server: server.url, ...cluster } }],
    users: [{ name: 'ann', user }],
    contexts: [{ name: 'here', context: { cluster: 'rome', user: 'ann' } }],
    ...more,
  };
}

const nobody = { authorization: undefined, impersonate: [], certificate: undefined };
const bearer = (token: string) => ({ ...nobody, authorization: `Bearer ${token}` });

type Case = readonly [name: string, given: () => Given, seen: Partial<Seen>];

const cases: readonly Case[] = [
  ['token', () => ({ user: { token: 't' } }), bearer('t')],
  ['tokenFile, relative', () => ({ user: { tokenFile: 'token' } }), bearer('from-file')],
  ['tokenFile, absolute', () => ({ user: { tokenFile: join(folder, 'token') } }), bearer('from-file')],
  ['tokenFile beside token', () => ({ user: { token: 't', tokenFile: 'token' } }), bearer('from-file')],
  ['token beside a tokenFile that is missing', () => ({ user: { token: 't', tokenFile: 'missing' } }), bearer('t')],
  [
    'username and password',
    () => ({ user: { username: 'ann', password: 'ü:p' } }),
    { ...nobody, authorization: `Basic ${Buffer.from('ann:ü:p').toString('base64')}` },
  ],
  [
    'username alone',
    () => ({ user: { username: 'ann' } }),
    { ...nobody, authorization: `Basic ${Buffer.from('ann:').toString('base64')}` },
  ],
  [
    'client-certificate and -key',
    () => ({ user: { 'client-certificate': 'client.crt', 'client-key': 'client.key' } }),
    { ...nobody, certificate: 'ann' },
  ],
  [
    'client-certificate-data and -key-data',
    () => ({ user: { 'client-certificate-data': data['client.crt'], 'client-key-data': data['client.key'] } }),
    { ...nobody, certificate: 'ann' },
  ],
  [
    'client-certificate-data with a key in a file, and a token',
    () => ({ user: { token: 't', 'client-certificate-data': data['client.crt'], 'client-key': 'client.key' } }),
    { ...bearer('t'), certificate: 'ann' },
  ],
  [
    'as with as-uid, as-groups and as-user-extra',
    () => ({
      user: { token: 't', as: 'Jörg', 'as-uid': '7', 'as-groups': ['a', 'ß'], 'as-user-extra': { 'Some/Key(x)': ['1', '2'], k: ['€'] } },
    }),
    {
      ...bearer('t'),
      impersonate: [
        'impersonate-extra-k: €',
        'impersonate-extra-some%2fkey%28x%29: 1',
        'impersonate-extra-some%2fkey%28x%29: 2',
        'impersonate-group: a',
        'impersonate-group: ß',
        'impersonate-uid: 7',
        'impersonate-user: Jörg',
      ],
    },
  ],
  ['exec beside the file', () => ({ user: { exec: { ...v1, command: './bin/login', args: ['one'] } } }), bearer('one')],
  ['exec in a folder below', () => ({ user: { exec: { ...v1, command: 'bin/login', args: ['one'] } } }), bearer('one')],
  [
    'exec of the PATH, v1beta1, with env',
    () => ({
      user: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1beta1',
          command: 'sh',
          args: [join(folder, 'bin/login'), 'one'],
          env: [{ name: 'EXTRA', value: '-two' }],
        },
      },
    }),
    bearer('one-two'),
  ],
  ['exec that prints a certificate', () => ({ user: { exec: { ...v1, command: './bin/certified' } } }), { ...nobody, certificate: 'ann' }],
  ['exec beside a token', () => ({ user: { token: 't', exec: { ...v1, command: './bin/missing' } } }), bearer('t')],
  ['exec: null, as some tools write it', () => ({ user: { token: 't', exec: null, 'auth-provider': null, as: null } }), bearer('t')],
  ['certificate-authority-data', () => ({ cluster: { 'certificate-authority-data': data['ca.crt'] } }), bearer('t')],
  ['insecure-skip-tls-verify', () => ({ cluster: { 'insecure-skip-tls-verify': true } }), bearer('t')],
  [
    'tls-server-name',
    () => ({ cluster: { 'certificate-authority': 'ca.crt', 'tls-server-name': 'api.example' } }),
    { ...bearer('t'), serverName: 'api.example' },
  ],
  ['disable-compression', () => ({ cluster: { 'certificate-authority': 'ca.crt', 'disable-compression': true } }), bearer('t')],
  [
    'a server below a path',
    () => ({ cluster: { 'certificate-authority': 'ca.crt', server: `${server.url}/k8s/c-1/` } }),
    { ...bearer('t'), path: `/k8s/c-1${path}` },
  ],
];

async function write(name: string, content: string | object): Promise<string> {
  await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(folder, name);
}

/** What the server saw of one call of ours, and of one by kubectl; null where it was refused. */
async function ours(environment: Record<string, string>): Promise<Seen | null> {
  const env = { PATH: process.env['PATH'], ...environment };
  await connect({}, { ...surroundings, environment: env })
    .then(({ port }) => port.read(kinds.node, { name: 'n' }))
    .catch(() => undefined);
  return server.seen.at(-1) ?? null;
}

async function kubectls(environment: Record<string, string>): Promise<Seen | null> {
  await runKubectl(['get', '--raw', path], { HOME: folder, ...environment });
  // Some distributions of it ask for the server's version before.
  return server.seen.findLast((each) => each.path.endsWith(path)) ?? null;
}

describe('a kubeconfig with', () => {
  it.each(cases)('%s', async (_name, given, seen) => {
    expect(await ours({ KUBECONFIG: await write('config', kubeconfig(given())) })).toMatchObject(seen);
  });

  it.for(cases)('%s, by kubectl', async ([_name, given, seen], { skip }) => {
    if (noKubectl) return skip(noKubectl);
    // But for the path: `get --raw` asks for exactly its own.
    expect(await kubectls({ KUBECONFIG: await write('config', kubeconfig(given())) })).toMatchObject({ ...seen, path });
  });
});

it('tells a plugin what kubectl tells it', async ({ skip }) => {
  const cluster = {
    'certificate-authority': 'ca.crt',
    'tls-server-name': 'api.example',
    'disable-compression': true,
    extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'a' } }],
  };
  const exec = { ...v1, interactiveMode: 'IfAvailable', command: './bin/told', provideClusterInfo: true };
  const environment = { KUBECONFIG: await write('config', kubeconfig({ cluster, user: { exec } })) };
  const told = (seen: Seen | null): unknown => JSON.parse(Buffer.from(seen?.authorization?.slice(7) ?? '', 'base64').toString());
  const expected = {
    kind: 'ExecCredential',
    apiVersion: v1.apiVersion,
    spec: {
      cluster: {
        server: server.url,
        'tls-server-name': 'api.example',
        'certificate-authority-data': data['ca.crt'],
        'disable-compression': true,
        config: { audience: 'a' },
      },
      interactive: expect.any(Boolean),
    },
  };
  expect(told(await ours(environment))).toEqual(expected);
  if (noKubectl) return skip(noKubectl);
  expect(told(await kubectls(environment))).toEqual(expected);
});

/** Files of KUBECONFIG, in order; the name `missing` stands for one that is not there. */
const lists: readonly (readonly [name: string, files: () => readonly (string | object)[], seen: Partial<Seen> | null])[] = [
  ['a missing and an empty file', () => ['missing', '', '# nothing\n', '---\n', kubeconfig({})], bearer('t')],
  [
    'two files for one name: the first wins, whole',
    () => [kubeconfig({ user: { username: 'a' } }), kubeconfig({})],
    { authorization: 'Basic YTo=' },
  ],
  [
    'its parts in three files',
    () => [kubeconfig({}, { users: null, contexts: [] }), kubeconfig({}, { clusters: [] }), { 'current-context': 'x' }],
    bearer('t'),
  ],
  [
    'a byte order mark and Windows line ends',
    () => [`\uFEFF${JSON.stringify(kubeconfig({}), null, 2).replaceAll('\n', '\r\n')}`],
    bearer('t'),
  ],
  ['tabs in JSON', () => [JSON.stringify(kubeconfig({}), null, '\t')], bearer('t')],
  [
    'YAML as Go reads it',
    () => [
      [
        'current-context: other\ncurrent-context: here',
        'contexts: [{name: here, context: {cluster: rome, user: ann, namespace: ~}}]',
        `clusters:\n- name: rome\n  cluster: {server: "${server.url}", insecure-skip-tls-verify: yes}`,
        'users:\n- &ann\n  name: ann\n  user: {token: t}\n- <<: *ann\n  name: bob\n',
      ].join('\n'),
    ],
    bearer('t'),
  ],
  [
    'broken entries that are not used',
    () => [
      kubeconfig(
        {},
        {
          users: [
            { name: 'ann', user: { token: 't' } },
            { name: 'b', user: { exec: {} } },
            { name: 'c', user: { tokenFile: 'missing' } },
            { name: 'd' },
            {},
          ],
          clusters: [{ name: 'z', cluster: {} }, ...(kubeconfig({}) as { clusters: object[] }).clusters, { name: 'y' }],
          contexts: [
            { name: 'here', context: { cluster: 'rome', user: 'ann' } },
            { name: 'there', context: { cluster: 'x' } },
            { name: 'w' },
          ],
        },
      ),
    ],
    bearer('t'),
  ],
  ['a user twice in one file', () => [kubeconfig({}, { users: ['1', '2'].map((token) => ({ name: 'ann', user: { token } })) })], null],
  ['a broken file among good ones', () => [kubeconfig({}), '{'], null],
  ['groups without a user to act as', () => [kubeconfig({ user: { token: 't', 'as-groups': ['g'] } })], null],
  ['a tokenFile that is not there', () => [kubeconfig({ user: { tokenFile: 'missing' } })], null],
  ['an authority that is not there', () => [kubeconfig({ cluster: { 'certificate-authority': 'missing' } })], null],
  ['an authority that is another', () => [kubeconfig({ cluster: { 'certificate-authority': 'client.crt' } })], null],
];

describe('KUBECONFIG with', () => {
  const environment = async (files: readonly (string | object)[]) => {
    const place = async (file: string | object, index: number) =>
      file === 'missing' ? join(folder, file) : write(`config-${index}`, file);
    return { KUBECONFIG: (await Promise.all(files.map(place))).join(delimiter) };
  };

  it.each(lists)('%s', async (_name, files, seen) => {
    const found = await ours(await environment(files()));
    if (seen === null) expect(found).toBeNull();
    else expect(found).toMatchObject(seen);
  });

  it.for(lists)('%s, by kubectl', async ([_name, files, seen], { skip }) => {
    if (noKubectl) return skip(noKubectl);
    const found = await kubectls(await environment(files()));
    if (seen === null) expect(found).toBeNull();
    else expect(found).toMatchObject(seen);
  });
});
