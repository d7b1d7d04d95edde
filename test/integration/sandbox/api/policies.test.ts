import { afterEach, describe, expect, test } from 'vitest';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import { admin, user } from '../../../sandbox/users.ts';
import { at, claim, pod, withCluster } from './cluster.ts';
import { guardOf, type PolicySpec, rule } from './guard.ts';

const cluster = withCluster({ policyDelayMs: 0 });
const jobController = 'system:serviceaccount:kube-system:job-controller';

const { enforce, lift } = guardOf(cluster);
afterEach(lift);

const mounts =
  "has(object.spec.volumes) && object.spec.volumes.exists(v, has(v.persistentVolumeClaim) && v.persistentVolumeClaim.claimName == 'db')";
const mounting = (name: string): Pod => pod(name, { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'db' } }] });

test('a policy sees labels and annotations whatever they are called', async () => {
  const annotations = { constructor: 'a', toString: 'b', hasOwnProperty: 'c', mark: 'x' } as unknown as Record<string, string>;
  const passes = "has(object.metadata.annotations) && 'mark' in object.metadata.annotations && object.metadata.annotations['mark'] == 'x'";
  await enforce({
    matchConstraints: rule(['persistentvolumeclaims'], ['CREATE']),
    validations: [{ expression: `${passes} && object.metadata.annotations['constructor'] == 'a'` }],
  });
  const named = (name: string, given: Record<string, string>) => ({ ...claim(name), metadata: { ...at(name), annotations: given } });
  expect((await cluster.http.create(kinds.claim, named('all', annotations))).metadata.annotations).toMatchObject(annotations);
  await expect(cluster.http.create(kinds.claim, named('less', { mark: 'x' }))).rejects.toMatchObject({ reason: 'invalid' });
});

describe('a policy on pods that mount a claim', () => {
  const spec: PolicySpec = {
    matchConstraints: rule(['pods'], ['CREATE']),
    variables: [{ name: 'mounts', expression: mounts }],
    validations: [
      {
        expression: `!variables.mounts || request.userInfo.username == '${jobController}'`,
        messageExpression: "'move x1 holds claim db: ' + request.namespace",
        reason: 'Forbidden',
      },
    ],
  };

  test('denies with its message, in a dry run too, and lets others pass', async () => {
    await enforce(spec);
    const words =
      "pods \"p\" is forbidden: ValidatingAdmissionPolicy 'guard' with binding 'guard' denied request: move x1 holds claim db: app";
    await expect(cluster.http.create(kinds.pod, mounting('p'), { dryRun: true })).rejects.toThrow(words);
    await expect(cluster.http.create(kinds.pod, mounting('p'))).rejects.toMatchObject({ reason: 'forbidden', status: 403 });
    expect((await cluster.http.create(kinds.pod, pod('plain'))).metadata.name).toBe('plain');
    const byController = cluster.server.as(user(jobController));
    expect((await byController.create(kinds.pod, mounting('q'))).metadata.name).toBe('q');
  });

  test('acts only after its delay, and no longer once it is removed', async () => {
    cluster.server.setPolicyDelay(60_000);
    try {
      await enforce(spec);
      expect((await cluster.http.create(kinds.pod, mounting('early'))).metadata.name).toBe('early');
    } finally {
      cluster.server.setPolicyDelay(0);
    }
  });
});

test('a claim is deleted only by one user and with both preconditions', async () => {
  await cluster.port.create(kinds.claim, claim('db'));
  await enforce({
    matchConstraints: rule(['persistentvolumeclaims'], ['DELETE']),
    matchConditions: [{ name: 'ours', expression: "oldObject.metadata.name == 'db'" }],
    validations: [
      {
        expression:
          "request.userInfo.username == 'kubernetes-admin' && has(request.options.preconditions) && " +
          'has(request.options.preconditions.uid) && has(request.options.preconditions.resourceVersion)',
        message: 'held by a move',
      },
    ],
  });
  const { metadata } = await cluster.port.read(kinds.claim, at('db'));
  const exactly = { uid: metadata.uid ?? '', resourceVersion: metadata.resourceVersion ?? '' };
  await cluster.port.create(kinds.claim, claim('free'));
  const answers = await plainDeletes(['/db', '', '/free']);
  expect(answers).toEqual([422, 422, 200]);
  const other = cluster.server.as({ name: 'eve', groups: ['system:masters'] });
  await expect(other.remove(kinds.claim, at('db'), exactly)).rejects.toThrow('denied request: held by a move');
  await cluster.http.remove(kinds.claim, at('db'), exactly);
  expect((await cluster.port.read(kinds.claim, at('db'))).metadata.deletionTimestamp).toBeDefined();
});

test('a namespace cannot be deleted where a policy names it', async () => {
  await enforce({
    matchConstraints: rule(['namespaces'], ['DELETE'], ['app']),
    validations: [{ expression: "oldObject.metadata.name != 'app'", message: 'a move is under way' }],
  });
  const { metadata } = await cluster.port.read(kinds.namespace, { name: 'app' });
  const exactly = { uid: metadata.uid ?? '', resourceVersion: metadata.resourceVersion ?? '' };
  await expect(cluster.http.remove(kinds.namespace, { name: 'app' }, exactly, { dryRun: true })).rejects.toThrow('a move is under way');
});

test('an expression that fails denies, unless the policy says Ignore', async () => {
  const validations = [{ expression: "object.metadata.labels['missing'] == 'x'" }];
  await enforce({ matchConstraints: rule(['configmaps'], ['CREATE']), validations });
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', namespace: 'app' } };
  await expect(cluster.http.create(kinds.configMap, map)).rejects.toThrow(
    "expression 'object.metadata.labels['missing'] == 'x'' resulted in error",
  );
  await cluster.http.mergePatch(kinds.admissionPolicy, { name: 'guard' }, { spec: { failurePolicy: 'Ignore' } });
  expect((await cluster.http.create(kinds.configMap, map)).metadata.name).toBe('m');
});

test('an expression that does not compile is refused at once', async () => {
  const spec: PolicySpec = { matchConstraints: rule(['pods'], ['CREATE']), validations: [{ expression: 'nonsense +' }] };
  await expect(enforce(spec)).rejects.toThrow('compilation failed');
});

async function plainDeletes(paths: string[]): Promise<number[]> {
  const token = /token: (\w+)/.exec(cluster.server.kubeconfig(admin))?.[1];
  const codes: number[] = [];
  for (const path of paths) {
    const url = `${cluster.server.url}/api/v1/namespaces/app/persistentvolumeclaims${path}`;
    const answer = await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
    codes.push(answer.status);
    await answer.text();
  }
  return codes;
}
