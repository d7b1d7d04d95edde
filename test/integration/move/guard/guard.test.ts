// @module-tag core
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Claim, type Job, kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import { liqoKinds, type NamespaceOffloading } from '../../../../src/liqo/kinds.ts';
import { type Guard, guardMessage, renderGuardBinding, renderGuardPolicy } from '../../../../src/move/guard/guard-policy.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { type ApiServer, startApiServer } from '../../../sandbox/api/server.ts';
import { claimOf } from '../../../support/claims.ts';

const real = [{ namespace: 'liqo-storage', claim: 'uid-1' }];
const guard: Guard = { id: 'abcdefghij', namespace: 'shop', claim: 'data', real, user: 'alice', fencingToken: 3 };
const jobController = 'system:serviceaccount:kube-system:job-controller';
const ours = { [moveLabels.id]: guard.id };

let server: ApiServer;
const as = (name: string) => server.as({ name, groups: ['system:masters'] });
const dryRun = { dryRun: true };

const pod = (spec: object = {}, labels: Record<string, string> = {}, namespace = 'shop'): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace, labels },
    spec: { containers: [{ name: 'c', image: 'sh' }], ...spec },
  }) as Pod;
const mounting = (claimName: string) => ({ volumes: [{ name: 'd', persistentVolumeClaim: { claimName } }] });

const job = (labels?: Record<string, string>): Job =>
  ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'shop' },
    spec: {
      template: { ...(labels && { metadata: { labels } }), spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'sh' }] } },
    },
  }) as Job;

const offloading = (namespace: string): NamespaceOffloading => ({
  apiVersion: liqoKinds.namespaceOffloading.apiVersion,
  kind: 'NamespaceOffloading',
  metadata: { name: 'offloading', namespace },
  spec: { podOffloadingStrategy: 'LocalAndRemote' },
});

const exactly = ({ metadata: { uid = '', resourceVersion = '' } }: { metadata: Claim['metadata'] }) => ({ uid, resourceVersion });

/** The refusal is the guard's own, and tells whose move it is. */
async function refused(write: Promise<unknown>): Promise<void> {
  await expect(write).rejects.toMatchObject({ reason: expect.stringMatching(/^(forbidden|invalid)$/) });
  await expect(write).rejects.toThrow(guardMessage(guard));
}

describe('the guard', () => {
  beforeAll(async () => {
    server = await startApiServer({ name: 'rome', policyDelayMs: 0 });
    const bob = as('bob');
    for (const name of ['shop', 'other', 'liqo-storage']) {
      await bob.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      await bob.create(kinds.claim, claimOf({ name: 'data', namespace: name }));
      await bob.create(liqoKinds.namespaceOffloading, offloading(name));
    }
    await bob.create(kinds.claim, claimOf({ name: 'free', namespace: 'shop' }));
    await as('alice').create(kinds.job, { ...job(ours), metadata: { name: 'mover', namespace: 'shop' } });
    await bob.create(kinds.admissionPolicy, renderGuardPolicy(guard));
    await bob.create(kinds.admissionPolicyBinding, renderGuardBinding(guard));
  });
  afterAll(() => server.close());

  it('names the move and how to undo it', () => {
    expect(guardMessage(guard)).toBe(
      'claim shop/data is being moved (move abcdefghij, run 3); "liqoctl move list" shows how far, "liqoctl move abort data -n shop" rolls it back',
    );
  });

  it.each(['alice', 'bob', 'system:kube-scheduler'])('denies %s a pod that mounts the claim', (name) =>
    refused(as(name).create(kinds.pod, pod(mounting('data')), dryRun)),
  );

  it.each([
    ['without volumes', {}],
    ['with an empty list of volumes', { volumes: [] }],
    ['with other kinds of volumes', { volumes: [{ name: 'd', emptyDir: {} }] }],
    ['with another claim', mounting('free')],
  ])('lets pods pass %s', async (_, spec) => {
    await expect(as('bob').create(kinds.pod, pod(spec), dryRun)).resolves.toBeDefined();
  });

  it('denies a pod that mounts a real claim of the move, and no other one there', async () => {
    const real = (claimName: string, labels = {}) => pod(mounting(claimName), labels, 'liqo-storage');
    await refused(as('bob').create(kinds.pod, real('uid-1'), dryRun));
    await refused(as(jobController).create(kinds.pod, real('uid-1'), dryRun));
    await expect(as(jobController).create(kinds.pod, real('uid-1', ours), dryRun)).resolves.toBeDefined();
    for (const name of ['uid-2', 'data']) await expect(as('bob').create(kinds.pod, real(name), dryRun)).resolves.toBeDefined();
    await expect(as('bob').create(kinds.pod, pod(mounting('uid-1')), dryRun)).resolves.toBeDefined();
  });

  it('leaves claims beside the real one alone in its namespace', async () => {
    await expect(as('bob').create(kinds.claim, claimOf({ name: 'new', namespace: 'liqo-storage' }), dryRun)).resolves.toBeDefined();
    const found = await as('bob').read(kinds.claim, { name: 'data', namespace: 'liqo-storage' });
    await expect(
      as('bob').remove(kinds.claim, { name: 'data', namespace: 'liqo-storage' }, exactly(found), dryRun),
    ).resolves.toBeUndefined();
  });

  it('lets pods pass in another namespace', async () => {
    await expect(as('bob').create(kinds.pod, pod(mounting('data'), {}, 'other'), dryRun)).resolves.toBeDefined();
  });

  it("lets the pods of the move's own Jobs pass, made by whoever makes the pods of Jobs", async () => {
    for (const name of [jobController, 'system:kube-controller-manager']) {
      await expect(as(name).create(kinds.pod, pod(mounting('data'), ours), dryRun)).resolves.toBeDefined();
    }
  });

  it('denies the label without the controller, and the controller without the label', async () => {
    await refused(as('alice').create(kinds.pod, pod(mounting('data'), ours), dryRun));
    await refused(as('bob').create(kinds.pod, pod(mounting('data'), ours), dryRun));
    await refused(as(jobController).create(kinds.pod, pod(mounting('data')), dryRun));
    await refused(as(jobController).create(kinds.pod, pod(mounting('data'), { [moveLabels.id]: 'another' }), dryRun));
  });

  it("denies strangers the move's label on a Job, and nothing else about Jobs", async () => {
    await refused(as('bob').create(kinds.job, job(ours), dryRun));
    await expect(as('alice').create(kinds.job, job(ours), dryRun)).resolves.toBeDefined();
    for (const other of [job(), job({}), job({ [moveLabels.id]: 'another' })]) {
      await expect(as('bob').create(kinds.job, other, dryRun)).resolves.toBeDefined();
    }
  });

  it("lets controllers update the move's Jobs", async () => {
    const key = { name: 'mover', namespace: 'shop' };
    const finalizers = { metadata: { finalizers: ['example.com/tracking'] } };
    const status = { status: { active: 1 } };
    await expect(as(jobController).mergePatch(kinds.job, key, finalizers, dryRun)).resolves.toBeDefined();
    await expect(as(jobController).mergePatch(kinds.job, key, status, { ...dryRun, subresource: 'status' })).resolves.toBeDefined();
  });

  describe('lets the claim be created', () => {
    const claim = (annotations: Record<string, string>) => claimOf({ name: 'data', namespace: 'shop' }, { annotations });
    const now = { [moveLabels.fencingToken]: '3' };
    /** Admission comes before the name is found to be taken. */
    const passes = (write: Promise<unknown>) => expect(write).rejects.toMatchObject({ reason: 'alreadyExists' });

    it('by the mover in the run of now', () => passes(as('alice').create(kinds.claim, claim(now), dryRun)));
    it('not by anybody else', () => refused(as('bob').create(kinds.claim, claim(now), dryRun)));
    it('not by an earlier run', () => refused(as('alice').create(kinds.claim, claim({ [moveLabels.fencingToken]: '2' }), dryRun)));
    it('not without a word', async () => {
      await refused(as('alice').create(kinds.claim, claim({}), dryRun));
      await refused(as('alice').create(kinds.claim, claimOf({ name: 'data', namespace: 'shop' }), dryRun));
    });
    it('under another name or elsewhere by anybody', async () => {
      await expect(as('bob').create(kinds.claim, claimOf({ name: 'new', namespace: 'shop' }), dryRun)).resolves.toBeDefined();
      await passes(as('bob').create(kinds.claim, claimOf({ name: 'data', namespace: 'other' }), dryRun));
    });
  });

  describe('lets the claim be deleted', () => {
    const key = { name: 'data', namespace: 'shop' };

    it('by the mover, saying which one exactly', async () => {
      const claim = await as('alice').read(kinds.claim, key);
      await expect(as('alice').remove(kinds.claim, key, exactly(claim), dryRun)).resolves.toBeUndefined();
      await refused(as('bob').remove(kinds.claim, key, exactly(claim), dryRun));
    });

    it.each([
      ['no precondition', '/data', {}],
      ['the uid alone', '/data', { uid: true }],
      ['the version alone', '/data', { resourceVersion: true }],
      ['all claims at once', '', {}],
    ] as const)('not with %s', async (_, path, given) => {
      const { uid, resourceVersion } = exactly(await as('alice').read(kinds.claim, key));
      const preconditions = { ...('uid' in given && { uid }), ...('resourceVersion' in given && { resourceVersion }) };
      const answer = await askOverHttp('alice', `/api/v1/namespaces/shop/persistentvolumeclaims${path}?dryRun=All`, {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        ...(Object.keys(preconditions).length > 0 && { preconditions }),
      });
      expect(answer).toMatchObject({ code: expect.any(Number), message: expect.stringContaining(guardMessage(guard)) });
    });

    it('under another name or elsewhere by anybody', async () => {
      for (const path of ['/namespaces/shop/persistentvolumeclaims/free', '/namespaces/other/persistentvolumeclaims']) {
        expect(await askOverHttp('bob', `/api/v1${path}?dryRun=All`, {})).not.toHaveProperty('code');
      }
    });
  });

  describe('keeps what a remote home lives in', () => {
    const key = { name: 'offloading', namespace: 'shop' };
    const change = (name: string, namespace: string, patch: object) =>
      as(name).mergePatch(liqoKinds.namespaceOffloading, { ...key, namespace }, patch, dryRun);

    it('the spec of the offloading', async () => {
      for (const name of ['alice', 'bob']) await refused(change(name, 'shop', { spec: { podOffloadingStrategy: 'Local' } }));
      await expect(change('bob', 'other', { spec: { podOffloadingStrategy: 'Local' } })).resolves.toBeDefined();
    });

    it('but not its metadata', async () => {
      await expect(change('bob', 'shop', { metadata: { finalizers: [], labels: { a: 'b' } } })).resolves.toBeDefined();
    });

    it('the offloading itself', async () => {
      for (const name of ['alice', 'bob']) {
        const found = await as(name).read(liqoKinds.namespaceOffloading, key);
        await refused(as(name).remove(liqoKinds.namespaceOffloading, key, exactly(found), dryRun));
      }
    });

    it('the namespace', async () => {
      const remove = async (name: string, namespace: string) =>
        as(name).remove(kinds.namespace, { name: namespace }, exactly(await as(name).read(kinds.namespace, { name: namespace })), dryRun);
      await refused(remove('alice', 'shop'));
      await refused(remove('bob', 'shop'));
      await expect(remove('bob', 'other')).resolves.toBeUndefined();
    });
  });

  it('survives names that could end a string in CEL', async () => {
    const odd: Guard = { ...guard, id: 'oddodd', claim: 'odd', user: `al"ice\\`, namespace: 'other' };
    await as('bob').create(kinds.admissionPolicy, renderGuardPolicy(odd));
    await as('bob').create(kinds.admissionPolicyBinding, renderGuardBinding(odd));
    const claim = claimOf({ name: 'odd', namespace: 'other' }, { annotations: { [moveLabels.fencingToken]: '3' } });
    await expect(as(odd.user).create(kinds.claim, claim, dryRun)).resolves.toBeDefined();
    await expect(as('bob').create(kinds.claim, claim, dryRun)).rejects.toThrow('is being moved');
  });
});

/** The parsed answer: the typed port always sends both preconditions. */
async function askOverHttp(name: string, path: string, body: object): Promise<object> {
  const token = /token: (\w+)/.exec(server.kubeconfig({ name, groups: ['system:masters'] }))?.[1];
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(server.url + path, { method: 'DELETE', headers, body: JSON.stringify(body) });
  return (await answer.json()) as object;
}
