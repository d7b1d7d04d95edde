// @module-tag core
import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { connectText } from '../../../../src/kube/login/connect.ts';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import { kinds, type Node } from '../../../../src/kube/objects/kinds.ts';
import { kubeconfigFor, startScripted, testToken } from './scripted-server.ts';
import { surroundings } from '../../../support/surroundings.ts';

const request = 'GET /api/v1/nodes/n';

it.each([
  [404, 'NotFound', 'notFound'],
  [409, 'AlreadyExists', 'alreadyExists'],
  [409, 'Conflict', 'conflict'],
  [409, undefined, 'conflict'],
  [403, 'Forbidden', 'forbidden'],
  [410, 'Expired', 'gone'],
  [410, 'Gone', 'gone'],
  [400, 'Expired', 'gone'],
  [422, 'Invalid', 'invalid'],
  [400, 'BadRequest', 'invalid'],
  [405, 'MethodNotAllowed', 'invalid'],
  [413, 'RequestEntityTooLarge', 'invalid'],
  [429, 'TooManyRequests', 'tooManyRequests'],
  [500, 'InternalError', 'serverError'],
  [503, 'ServiceUnavailable', 'serverError'],
  [504, 'Timeout', 'serverError'],
])('understands %s %s as %s', async (status, reason, meaning) => {
  const server = await startScripted({ request, status, answer: { kind: 'Status', code: status, reason, message: 'in its words' } });
  const failed = (await server.port({ cluster: 'milan' })).read(kinds.node, { name: 'n' });
  await expect(failed).rejects.toThrow(KubeError);
  await expect(failed).rejects.toMatchObject({
    reason: meaning,
    status,
    answer: 'in its words',
    message: 'read nodes n in milan: in its words',
  });
});

it('keeps a foreign error page short', async () => {
  const server = await startScripted({ request, status: 502, answer: `<html>${'x'.repeat(100_000)}</html>` });
  const error: unknown = await (await server.port()).read(kinds.node, { name: 'n' }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ reason: 'serverError' });
  expect((error as KubeError).message.length).toBeLessThan(2000);
});

it.each([
  ['header', { answerHeaders: { 'retry-after': '7' }, answer: {} }],
  ['status', { answer: { kind: 'Status', details: { retryAfterSeconds: 7 } } }],
])('passes on how long to wait, from the %s', async (_where, exchange) => {
  const server = await startScripted({ request, status: 429, ...exchange });
  await expect((await server.port()).read(kinds.node, { name: 'n' })).rejects.toMatchObject({ retryAfter: 7 });
});

it('asks for credentials again when they are refused, once', async () => {
  const server = await startScripted(
    { request: 'POST /api/v1/nodes', status: 401, answer: {} },
    { request: 'POST /api/v1/nodes', answer: { metadata: { name: 'n' } } },
    { request, status: 401, answer: {} },
    { request, status: 401, answer: { kind: 'Status', reason: 'Unauthorized', message: 'Unauthorized' } },
  );
  const port = await server.port();
  await port.create(kinds.node, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } } as Node);
  const error: unknown = await port.read(kinds.node, { name: 'n' }).catch((reason: unknown) => reason);
  const words = `the API server ${server.url} rejected your credentials (401): Unauthorized`;
  expect(error).toMatchObject({
    reason: 'unauthorized',
    message: expect.stringContaining(words),
    next: [expect.stringContaining('log in again')],
  });
  expect(JSON.stringify(error) + String(error)).not.toContain(testToken);
});

it('names the address of a server that is not there', async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
  await new Promise((resolve) => gone.close(resolve));
  const port = await connectText(kubeconfigFor(url), surroundings);
  const error: unknown = await port.read(kinds.node, { name: 'n' }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ reason: 'unreachable' });
  expect((error as KubeError).message).toBe(`read nodes n in this cluster: cannot connect to the API server ${url}: connection refused`);
});

it('says that what should be a certificate is none', async () => {
  const none = Buffer.from('no PEM').toString('base64');
  const users = [{ name: 'test', user: { 'client-certificate-data': none, 'client-key-data': none } }];
  const config: object = JSON.parse(kubeconfigFor('https://127.0.0.1:1'));
  const port = await connectText(JSON.stringify({ ...config, users }), surroundings);
  const answer = expect.stringContaining('is not PEM');
  await expect(port.read(kinds.node, { name: 'n' })).rejects.toMatchObject({ kind: 'cluster', answer });
});

it('gives up on a server that takes the call and says nothing', async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void silent.close());
  silent.on('connection', (socket) => onTestFinished(() => void socket.destroy()));
  const port = await connectText(kubeconfigFor(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`), {
    ...surroundings,
    timeoutSeconds: 0.05,
  });
  await expect(port.read(kinds.node, { name: 'n' })).rejects.toMatchObject({ reason: 'unreachable' });
});

it('gives up on an answer that stops in the middle', async () => {
  const server = await startScripted({ request, answer: (response) => response.write('{"half":') });
  const port = await server.port({ timeoutSeconds: 0.05 });
  await expect(port.read(kinds.node, { name: 'n' })).rejects.toMatchObject({ reason: 'unreachable' });
});

it.each([
  ['breaks off', (response: { write(text: string): void; destroy(): void }) => (response.write('{"half":'), response.destroy())],
  ['is no JSON', 'hello'],
])('fails when the answer %s', async (_how, answer) => {
  const server = await startScripted({ request, answer });
  await expect((await server.port()).read(kinds.node, { name: 'n' })).rejects.toThrow(KubeError);
});
