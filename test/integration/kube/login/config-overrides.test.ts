// @module-tag core
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/base/errors.ts';
import { connect } from '../../../../src/kube/login/connect.ts';
import type { ConfigOverrides, Spelling } from '../../../../src/kube/login/config-overrides.ts';
import { readClientConfig } from '../../../../src/kube/login/config.ts';
import { applyLoginOverrides, applyServerOverrides } from '../../../../src/kube/login/apply-overrides.ts';
import { applyImpersonation, impersonationHeaders } from '../../../../src/kube/login/impersonation.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { startScripted, testToken } from '../client/scripted-server.ts';
import { surroundings } from '../../../support/surroundings.ts';

const plain: Spelling = (override) => override;
const file = fileURLToPath(import.meta.url);
const cluster = { name: 'rome', server: 'https://rome:6443', caData: 'data', skipTLSVerify: false, tlsServerName: 'rome' };
const exec = { apiVersion: 'v1', command: 'plugin', args: [], env: [], provideClusterInfo: false, interactiveMode: 'Never' } as const;
const user = { name: 'ann', exec, tokenFile: 'file', certData: 'cert', keyData: 'key' };

describe('the cluster of the kubeconfig', () => {
  it('stays as it is where nothing is said instead', () => {
    expect(applyServerOverrides(cluster, {}, plain)).toEqual(cluster);
  });

  it('gets another address, and loses the name that belonged to the old one', () => {
    const { tlsServerName: _, ...rest } = cluster;
    expect(applyServerOverrides(cluster, { server: 'https://milan' }, plain)).toEqual({ ...rest, server: 'https://milan' });
    expect(applyServerOverrides(cluster, { server: 'milan:80', tlsServerName: 'm' }, plain)).toMatchObject({
      server: 'http://milan:80',
      tlsServerName: 'm',
    });
  });

  it('is trusted for what is said instead only', () => {
    expect(applyServerOverrides(cluster, { insecureSkipTlsVerify: true }, plain)).toEqual({
      name: 'rome',
      server: 'https://rome:6443',
      skipTLSVerify: true,
      tlsServerName: 'rome',
    });
    expect(applyServerOverrides({ ...cluster, skipTLSVerify: true }, { certificateAuthority: file }, plain)).toEqual({
      name: 'rome',
      server: 'https://rome:6443',
      skipTLSVerify: false,
      caFile: file,
      tlsServerName: 'rome',
    });
  });
});

describe('the user of the kubeconfig', () => {
  it.each([
    [{ token: 't' }, { token: 't', certData: 'cert', keyData: 'key' }],
    [
      { username: 'u', password: 'p' },
      { username: 'u', password: 'p', certData: 'cert', keyData: 'key' },
    ],
    [
      { clientCertificate: file, clientKey: file },
      { certFile: file, keyFile: file, certData: 'cert', keyData: 'key' },
    ],
  ])('with %j no longer asks a plugin', (flags, expected) => {
    expect(applyLoginOverrides(user, flags, plain)).toEqual({ name: 'ann', ...expected });
  });

  it('stays as it is where nothing is said instead', () => {
    expect(applyLoginOverrides(user, {}, plain)).toEqual(user);
  });
});

it('asks to be taken for somebody else', () => {
  const flags = { as: 'bob', asUid: '7', asGroup: ['a', 'b'], asUserExtra: ['Some/Scope=x', 'some/scope=y=z'] };
  expect(impersonationHeaders(applyImpersonation(undefined, flags, plain))).toEqual({
    'Impersonate-User': 'bob',
    'Impersonate-Uid': '7',
    'Impersonate-Group': ['a', 'b'],
    'Impersonate-Extra-some%2Fscope': ['x', 'y=z'],
  });
  expect(impersonationHeaders(applyImpersonation(undefined, {}, plain))).toEqual({});
});

it('adds the flags to whom the kubeconfig says to act as', () => {
  const given = { user: 'ann', uid: '7', groups: ['g'], extra: { x: ['1'], Y: ['2'] } };
  expect(applyImpersonation(given, { as: 'bob' }, plain)).toMatchObject({ user: 'bob', uid: '7', groups: ['g'] });
  const more = { asGroup: ['h'], asUserExtra: ['y=3'] };
  expect(applyImpersonation(given, more, plain)).toEqual({ user: 'ann', uid: '7', groups: ['h'], extra: { x: ['1'], y: ['3'] } });
});

it.each<[ConfigOverrides, string]>([
  [{ server: 'https://' }, 'server: "https://" is not an address'],
  [{ certificateAuthority: file, insecureSkipTlsVerify: true }, 'cannot be combined'],
  [{ certificateAuthority: '/no/such' }, 'certificateAuthority: /no/such does not exist'],
  [{ clientKey: '/no/such' }, 'clientKey: /no/such does not exist'],
  [{ token: 's3cret', username: 'u' }, 'cannot be combined'],
  [{ asGroup: ['g'] }, 'needs another user, too'],
  [{ as: 'a', asUserExtra: ['s3cret'] }, 'asUserExtra: not a pair'],
])('%j is refused, and no secret is repeated', async (flags, message) => {
  const error: unknown = await connect({ server: 'https://rome', ...flags }, surroundings).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ kind: 'usage' });
  expect(String(error)).toContain(message);
  expect(String(error)).not.toContain('s3cret');
});

it('calls what was set as its caller does', async () => {
  const overrides: ConfigOverrides = { server: 'https://rome', certificateAuthority: file, insecureSkipTlsVerify: true };
  const wrong = connect(overrides, { ...surroundings, spell: (override) => `<${override}>` });
  await expect(wrong).rejects.toThrow('<certificateAuthority> and <insecureSkipTlsVerify> cannot be combined');
});

it('needs no kubeconfig where an address is given', () => {
  const config = readClientConfig({ server: 'https://milan', token: 't' }, { environment: { KUBECONFIG: '/no/such' } });
  expect(config).toMatchObject({ cluster: { server: 'https://milan' }, user: { token: 't' } });
});

it('sends what it was told to', async () => {
  const headers = { 'impersonate-user': 'bob', 'impersonate-group': 'a, b' };
  const server = await startScripted({ request: 'GET /api/v1/nodes/n', headers, answer: {} });
  const { port } = await connect({ server: server.url, token: testToken, as: 'bob', asGroup: ['a', 'b'] }, surroundings);
  await port.read(kinds.node, { name: 'n' });
});
