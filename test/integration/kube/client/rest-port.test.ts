// @module-tag core
import { describe, expect, it } from 'vitest';
import { type Claim, type ConfigMap, kinds } from '../../../../src/kube/objects/kinds.ts';
import { traceCalls } from '../../../../src/commands/api-trace.ts';
import { Terminal } from '../../../support/terminal.ts';
import { collect, startScripted, testToken } from './scripted-server.ts';

const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'db', namespace: 'app' }, fromTheFuture: [1.5, null] };
const key = { name: 'db', namespace: 'app' };
const path = '/api/v1/namespaces/app/persistentvolumeclaims';

describe('reading', () => {
  it('returns what the server sent, unknown fields included', async () => {
    const server = await startScripted({ request: `GET ${path}/db`, answer: claim });
    expect(await (await server.port()).read(kinds.claim, key)).toEqual(claim);
  });

  it('addresses groups and cluster-wide kinds', async () => {
    const server = await startScripted(
      { request: 'GET /apis/storage.k8s.io/v1/storageclasses/liqo', answer: {} },
      { request: 'GET /apis/batch/v1/jobs?limit=500', answer: { metadata: {}, items: null } },
    );
    const port = await server.port();
    await port.read(kinds.storageClass, { name: 'liqo' });
    expect((await port.list(kinds.job)).items).toEqual([]);
  });

  it('finds nothing where there is nothing', async () => {
    const answer = { kind: 'Status', reason: 'NotFound', message: 'no db' };
    const server = await startScripted({ request: `GET ${path}/db`, status: 404, answer });
    expect(await (await server.port()).find(kinds.claim, key)).toBeUndefined();
  });

  it.each(['', '.', '..', 'a/b', 'a%2fb'])('sends nothing for the name %j', async (name) => {
    const server = await startScripted();
    const port = await server.port();
    await expect(port.read(kinds.claim, { name, namespace: 'app' })).rejects.toMatchObject({ reason: 'invalid' });
    await expect(port.remove(kinds.claim, { name, namespace: 'app' }, { uid: 'u', resourceVersion: '1' })).rejects.toMatchObject({
      reason: 'invalid',
    });
    await expect(port.read(kinds.claim, { name: 'db' })).rejects.toMatchObject({ reason: 'invalid' });
  });

  it('uses one connection for calls after each other', async () => {
    const request = { request: `GET ${path}/db`, answer: claim };
    const server = await startScripted(request, request, request);
    const port = await server.port();
    for (let call = 0; call < 3; call += 1) await port.read(kinds.claim, key);
    expect(server.connections()).toBe(1);
  });
});

describe('a trace of calls', () => {
  it('has method, URL, status and time of each, and no secret', async () => {
    const server = await startScripted(
      { request: `GET ${path}/db`, answer: claim },
      { request: `POST ${path}`, status: 409, answer: { kind: 'Status', reason: 'AlreadyExists', message: 'secret-in-body' } },
      { request: `GET ${path}?labelSelector=a=\u202eb&limit=500`, answer: { metadata: {}, items: [] } },
    );
    const told = new Terminal();
    const port = await server.port({ trace: traceCalls(told) });
    await port.read(kinds.claim, key);
    await expect(port.create(kinds.claim, claim)).rejects.toMatchObject({ reason: 'alreadyExists' });
    await port.list(kinds.claim, { namespace: 'app', labels: 'a=\u202eb' });
    const lines = told.written.replaceAll(server.url, 'SERVER').replaceAll(/ \d+ ms$/gm, ' N ms');
    expect(lines).toBe(`GET SERVER${path}/db 200 N ms
POST SERVER${path} 409 N ms
GET SERVER${path}?labelSelector=a%3D%E2%80%AEb&limit=500 200 N ms
`);
    expect(told.written).not.toContain(testToken);
    expect(told.written).not.toContain('secret-in-body');
  });

  it('tells of a server that does not answer, too', async () => {
    const told = new Terminal();
    const server = await startScripted({ request: `GET ${path}/db`, answer: (response) => response.destroy() });
    await expect((await server.port({ trace: traceCalls(told) })).read(kinds.claim, key)).rejects.toMatchObject({ reason: 'unreachable' });
    expect(told.written).toMatch(/^GET .*\/db failed: .+ \d+ ms\n$/);
  });
});

describe('lists', () => {
  const scope = { namespace: 'app', labels: 'app=db,tier!=test', fields: 'metadata.name=db' };
  const query = `labelSelector=app=db,tier!=test&fieldSelector=metadata.name=db`;

  it('reads all pages and gives every item its kind', async () => {
    const server = await startScripted(
      { request: `GET ${path}?${query}&limit=500`, answer: { metadata: { resourceVersion: '7', continue: 'c/1' }, items: [{ a: 1 }] } },
      { request: `GET ${path}?${query}&limit=500&continue=c/1`, answer: { metadata: { resourceVersion: '7' }, items: [{ a: 2 }] } },
    );
    const list = await (await server.port()).list(kinds.claim, scope);
    const kind = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };
    expect(list).toEqual({
      resourceVersion: '7',
      items: [
        { ...kind, a: 1 },
        { ...kind, a: 2 },
      ],
    });
  });

  it('starts again in one piece when the first page got too old', async () => {
    const expired = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' };
    const server = await startScripted(
      { request: `GET ${path}?limit=500`, answer: { metadata: { resourceVersion: '7', continue: 'c' }, items: [{ a: 1 }] } },
      { request: `GET ${path}?limit=500&continue=c`, status: 410, answer: expired },
      { request: `GET ${path}`, answer: { metadata: { resourceVersion: '9' }, items: [{ a: 3 }] } },
    );
    const list = await (await server.port()).list(kinds.claim, { namespace: 'app' });
    expect(list.resourceVersion).toBe('9');
    expect(list.items).toMatchObject([{ a: 3 }]);
  });
});

describe('writing', () => {
  it('creates, dry or not', async () => {
    const server = await startScripted(
      { request: `POST ${path}`, headers: { 'content-type': 'application/json' }, body: claim, status: 201, answer: claim },
      { request: `POST ${path}?dryRun=All`, body: claim, status: 201, answer: claim },
    );
    const port = await server.port();
    expect(await port.create(kinds.claim, claim as Claim)).toEqual(claim);
    await port.create(kinds.claim, claim as Claim, { dryRun: true });
  });

  it('patches and replaces', async () => {
    const merge = { metadata: { labels: { a: null } } };
    const json = [{ op: 'remove', path: '/spec/claimRef' }] as const;
    const server = await startScripted(
      { request: `PATCH ${path}/db`, headers: { 'content-type': 'application/merge-patch+json' }, body: merge },
      { request: `PATCH ${path}/db/status?dryRun=All`, body: merge },
      { request: `PATCH ${path}/db`, headers: { 'content-type': 'application/json-patch+json' }, body: json },
      { request: `PUT ${path}/db`, body: claim },
    );
    const port = await server.port();
    await port.mergePatch(kinds.claim, key, merge);
    await port.mergePatch(kinds.claim, key, merge, { dryRun: true, subresource: 'status' });
    await port.jsonPatch(kinds.claim, key, json);
    await port.replace(kinds.claim, key, claim as Claim);
  });

  it('deletes one incarnation, and a dry run says so in the body', async () => {
    const preconditions = { uid: 'u-1', resourceVersion: '42' };
    const options = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions };
    const server = await startScripted(
      { request: `DELETE ${path}/db`, body: { ...options, propagationPolicy: 'Background' } },
      {
        request: `DELETE ${path}/db?dryRun=All`,
        body: { ...options, propagationPolicy: 'Foreground', gracePeriodSeconds: 0, dryRun: ['All'] },
      },
    );
    const port = await server.port();
    await port.remove(kinds.claim, key, preconditions);
    await port.remove(kinds.claim, key, preconditions, { dryRun: true, propagation: 'Foreground', gracePeriodSeconds: 0 });
  });
});

describe('questions about ourselves', () => {
  it('asks for leave, name and served kinds', async () => {
    const question = { verb: 'delete', group: '', resource: 'persistentvolumes' };
    const server = await startScripted(
      {
        request: 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: question } },
        answer: { status: { allowed: true } },
      },
      { request: 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews', answer: { status: { allowed: false } } },
      { request: 'POST /apis/authentication.k8s.io/v1/selfsubjectreviews', answer: { status: { userInfo: { username: 'ann' } } } },
      { request: 'GET /apis/admissionregistration.k8s.io/v1', answer: { resources: [{ name: 'validatingadmissionpolicies' }] } },
      { request: 'GET /apis/admissionregistration.k8s.io/v1', answer: { resources: [{ name: 'validatingwebhookconfigurations' }] } },
      { request: 'GET /apis/admissionregistration.k8s.io/v1', status: 404, answer: '404 page not found' },
    );
    const port = await server.port();
    expect(await port.allows(question)).toBe(true);
    expect(await port.allows(question)).toBe(false);
    expect(await port.whoAmI()).toBe('ann');
    expect(await port.serves(kinds.admissionPolicy)).toBe(true);
    expect(await port.serves(kinds.admissionPolicy)).toBe(false);
    expect(await port.serves(kinds.admissionPolicy)).toBe(false);
  });
});

describe('streams', () => {
  const watchPath = '/api/v1/pods?labelSelector=a=b&watch=1&allowWatchBookmarks=true&resourceVersion=5&timeoutSeconds=240';

  it('watches until the server closes', async () => {
    const events = [
      { type: 'ADDED', object: { metadata: { name: 'grün' } } },
      { type: 'BOOKMARK', object: { metadata: { resourceVersion: '8' } } },
      { type: 'DELETED', object: { metadata: { name: 'grün' } } },
    ];
    const server = await startScripted({
      request: `GET ${watchPath}`,
      answer: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    });
    const watch = (await server.port()).watch(kinds.pod, { labels: 'a=b' }, '5', new AbortController().signal);
    expect(await collect(watch)).toEqual([events[0], { type: 'BOOKMARK', resourceVersion: '8' }, events[2]]);
  });

  it.each([
    ['in the stream', { answer: { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } } }],
    ['at once', { status: 410, answer: { kind: 'Status', code: 410, reason: 'Gone', message: 'too old' } }],
  ])('says gone when the version is too old, %s', async (_when, exchange) => {
    const server = await startScripted({ request: `GET ${watchPath}`, ...exchange });
    const watch = (await server.port()).watch(kinds.pod, { labels: 'a=b' }, '5', new AbortController().signal);
    await expect(collect(watch)).rejects.toMatchObject({ reason: 'gone', answer: 'too old' });
  });

  it('reads a log as it comes, characters split between packets included', async () => {
    const bytes = Buffer.from('eins\nzwölf\r\n\nlast');
    const server = await startScripted({
      request: 'GET /api/v1/namespaces/app/pods/db-0/log?container=main&follow=true&tailLines=3',
      answer: (response) => {
        response.write(bytes.subarray(0, 8));
        setImmediate(() => response.end(bytes.subarray(8)));
      },
    });
    const options = { container: 'main', follow: true, tailLines: 3 };
    const log = (await server.port()).logs({ name: 'db-0', namespace: 'app' }, options, new AbortController().signal);
    expect(await collect(log)).toEqual(['eins', 'zwölf', '', 'last']);
  });

  it('ends with aborted when the caller aborts, before and during', async () => {
    const server = await startScripted({
      request: 'GET /api/v1/namespaces/app/pods/db-0/log?container=main&follow=true',
      answer: (response) => response.write('first\n'),
    });
    const port = await server.port();
    const pod = { name: 'db-0', namespace: 'app' };
    const abort = new AbortController();
    const read = async () => {
      for await (const line of port.logs(pod, { container: 'main', follow: true }, abort.signal)) {
        expect(line).toBe('first');
        abort.abort();
      }
    };
    await expect(read()).rejects.toMatchObject({ reason: 'aborted' });
    await expect(read()).rejects.toMatchObject({ reason: 'aborted' });
  });

  it('closes its connection when the caller has seen enough', async () => {
    let closed: Promise<unknown> | undefined;
    const server = await startScripted({
      request: 'GET /api/v1/namespaces/app/pods/db-0/log?container=main&follow=true',
      answer: (response) => {
        closed = new Promise((resolve) => response.on('close', resolve));
        response.write('first\n');
      },
    });
    const port = await server.port();
    const log = port.logs({ name: 'db-0', namespace: 'app' }, { container: 'main', follow: true }, new AbortController().signal);
    for await (const _line of log) break;
    await closed;
  });
});

it('keeps the types of kinds', async () => {
  const server = await startScripted({ request: 'GET /api/v1/namespaces/app/configmaps/j', answer: { data: { a: 'b' } } });
  const map: ConfigMap = await (await server.port()).read(kinds.configMap, { name: 'j', namespace: 'app' });
  expect(map.data?.['a']).toBe('b');
});
