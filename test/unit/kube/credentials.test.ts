import { expect, it } from 'vitest';
import { connectText } from '../../../src/kube/client.ts';
import { kinds } from '../../../src/kube/kinds.ts';
import { kubeconfigFor, startScripted, testToken } from './scripted-server.ts';

function withPlugin(server: string, program: string): string {
  const config: object = JSON.parse(kubeconfigFor(server));
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', program] };
  return JSON.stringify({ ...config, users: [{ name: 'test', user: { exec } }] });
}

it('gets its token from a credential plugin, and tells it what it wants', async () => {
  const answered = { request: 'GET /api/v1/nodes/n', answer: {} };
  const server = await startScripted(answered, answered);
  const program = `
    const { kind, apiVersion } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
    console.log(JSON.stringify({ kind, apiVersion, status: { token: '${testToken}' } }));`;
  const port = await connectText(withPlugin(server.url, program), { trusted: true });
  await port.read(kinds.node, { name: 'n' });
  await port.read(kinds.node, { name: 'n' });
});

it.each([
  ['fails', `console.error('log in first'); process.exit(1)`, 'log in first'],
  ['prints no JSON', `console.log('${testToken}')`, 'no credentials for'],
])('says so when a plugin %s, and shows no token', async (_how, program, words) => {
  const server = await startScripted();
  const port = await connectText(withPlugin(server.url, program), { trusted: true });
  const error: unknown = await port.read(kinds.node, { name: 'n' }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ reason: 'unauthorized' });
  expect(String(error)).toContain(words);
  expect(String(error)).not.toContain(testToken);
});
