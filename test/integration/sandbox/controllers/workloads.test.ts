import { expect, it } from 'vitest';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import { claimSpec, type Cluster, startCluster } from './cluster.ts';
import { until } from '../../../support/until.ts';

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'sh' }] } };
const jobTemplate = { spec: { ...template.spec, restartPolicy: 'Never' } };
const ready = { phase: 'Running', podIP: '127.10.0.9', conditions: [{ type: 'Ready', status: 'True' }] };

function podOf({ admin }: Cluster, labels: string, wanted: (pod: Pod) => boolean = () => true): Promise<Pod> {
  return until(async () => (await admin.list(kinds.pod, { namespace: 'app', labels })).items.find(wanted));
}

function endOf({ admin }: Cluster, name: string): Promise<string> {
  return until(async () => {
    const { status } = await admin.read(kinds.job, { name, namespace: 'app' });
    const end = status?.conditions?.find(({ type }) => type === 'Complete' || type === 'Failed');
    return end && `${end.type}: ${end.reason}, succeeded ${status?.succeeded ?? 0}, failed ${status?.failed ?? 0}`;
  });
}

async function kill(cluster: Cluster, pod: Pod): Promise<void> {
  const key = { name: pod.metadata.name, namespace: 'app' };
  const { uid = '', resourceVersion = '' } = (await cluster.admin.read(kinds.pod, key)).metadata;
  await cluster.admin.remove(kinds.pod, key, { uid, resourceVersion }, { gracePeriodSeconds: 0 });
}

it('a Job makes one pod with its labels, counts it and completes', async () => {
  const cluster = await startCluster();
  const job = await cluster.create(kinds.job, 'mover', { spec: { backoffLimit: 0, template: jobTemplate } });
  const pod = await podOf(
    cluster,
    `batch.kubernetes.io/job-name=mover,controller-uid=${job.metadata.uid}`,
    ({ spec }) => spec?.nodeName !== undefined,
  );
  expect(pod.metadata.ownerReferences).toEqual([
    expect.objectContaining({ kind: 'Job', name: 'mover', uid: job.metadata.uid, controller: true }),
  ]);
  await cluster.report(pod, { phase: 'Succeeded' });
  expect(await endOf(cluster, 'mover')).toBe('Complete: CompletionsReached, succeeded 1, failed 0');
  const pods = (await cluster.admin.list(kinds.pod, { namespace: 'app' })).items;
  expect(pods.map(({ metadata }) => metadata.finalizers)).toEqual([undefined]);
});

it('a Job without retries fails with its pod; a rule of its policy names the exit code', async () => {
  const cluster = await startCluster();
  const podFailurePolicy = { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [3] } }] };
  await cluster.create(kinds.job, 'plain', { spec: { backoffLimit: 0, template: jobTemplate } });
  await cluster.create(kinds.job, 'ruled', { spec: { backoffLimit: 5, podFailurePolicy, template: jobTemplate } });
  for (const name of ['plain', 'ruled']) {
    const pod = await podOf(cluster, `job-name=${name}`, ({ spec }) => spec?.nodeName !== undefined);
    await cluster.report(pod, { phase: 'Failed', containerStatuses: [{ name: 'main', state: { terminated: { exitCode: 3 } } }] });
  }
  expect(await endOf(cluster, 'plain')).toBe('Failed: BackoffLimitExceeded, succeeded 0, failed 1');
  expect(await endOf(cluster, 'ruled')).toBe('Failed: PodFailurePolicy, succeeded 0, failed 1');
});

it('a deleted Job takes its pod along, scheduled or not', async () => {
  const cluster = await startCluster();
  const nowhere = { spec: { ...jobTemplate.spec, nodeSelector: { zone: 'none' } } };
  await cluster.create(kinds.job, 'running', { spec: { template: jobTemplate } });
  await cluster.create(kinds.job, 'pending', { spec: { template: nowhere } });
  const running = await podOf(cluster, 'job-name=running', ({ spec }) => spec?.nodeName !== undefined);
  await podOf(cluster, 'job-name=pending', ({ status }) => status?.conditions?.[0]?.reason === 'Unschedulable');
  await cluster.remove(kinds.job, { name: 'running', namespace: 'app' });
  await cluster.remove(kinds.job, { name: 'pending', namespace: 'app' }, 'Foreground');
  await podOf(cluster, 'job-name=running', ({ metadata }) => metadata.deletionTimestamp !== undefined);
  await kill(cluster, running);
  await until(async () => (await cluster.admin.list(kinds.pod, { namespace: 'app' })).items.length === 0);
  await until(async () => (await cluster.admin.list(kinds.job, { namespace: 'app' })).items.length === 0);
});

const statefulSet = {
  serviceName: 'web',
  replicas: 2,
  selector: { matchLabels: { app: 'web' } },
  template,
  volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claimSpec }],
};

it('a StatefulSet starts its pods in order, on claims of their own, and stops them in reverse', async () => {
  const cluster = await startCluster();
  await cluster.create(kinds.statefulSet, 'web', { spec: statefulSet });
  const first = await podOf(cluster, 'app=web', ({ spec }) => spec?.nodeName !== undefined);
  expect(first.metadata.name).toBe('web-0');
  expect((await cluster.admin.list(kinds.pod, { namespace: 'app' })).items).toHaveLength(1);
  await cluster.report(first, ready);
  const second = await podOf(cluster, 'app=web', ({ metadata, spec }) => metadata.name === 'web-1' && spec?.nodeName !== undefined);
  await cluster.report(second, ready);
  await until(async () => (await cluster.admin.read(kinds.statefulSet, { name: 'web', namespace: 'app' })).status?.readyReplicas === 2);
  await cluster.admin.mergePatch(kinds.statefulSet, { name: 'web', namespace: 'app' }, { spec: { replicas: 0 } });
  for (const pod of [second, first]) {
    const name = pod.metadata.name;
    await podOf(cluster, 'app=web', ({ metadata }) => metadata.name === name && metadata.deletionTimestamp !== undefined);
    await kill(cluster, pod);
  }
  await until(async () => (await cluster.admin.list(kinds.pod, { namespace: 'app' })).items.length === 0);
  const claims = (await cluster.admin.list(kinds.claim, { namespace: 'app' })).items;
  expect(claims.map(({ metadata }) => metadata.name)).toEqual(['data-web-0', 'data-web-1']);
});

it('a Service knows the ready pods behind it, and their named ports', async () => {
  const cluster = await startCluster();
  const containers = [{ name: 'main', image: 'sh', ports: [{ name: 'http', containerPort: 8080 }] }];
  await cluster.create(kinds.service, 'web', {
    spec: { selector: { app: 'web' }, ports: [{ name: 'web', port: 80, targetPort: 'http' }] },
  });
  const pod = await cluster.create(kinds.pod, 'web', { spec: { containers } }, { labels: { app: 'web' } });
  await cluster.report(pod, ready);
  const slice = await until(async () => {
    const slices = await cluster.admin.list(kinds.endpointSlice, { namespace: 'app', labels: 'kubernetes.io/service-name=web' });
    return slices.items.find(({ endpoints }) => endpoints[0]?.conditions?.ready === true);
  });
  expect(slice.endpoints.map(({ addresses }) => addresses)).toEqual([['127.10.0.9']]);
  expect(slice.ports).toEqual([{ name: 'web', port: 8080, protocol: 'TCP' }]);
});

it('a namespace goes with all that is in it, and says what holds it', async () => {
  const cluster = await startCluster();
  await cluster.create(kinds.configMap, 'held', {}, { finalizers: ['example.com/hold'] });
  await cluster.create(kinds.claim, 'db', { spec: claimSpec });
  await cluster.remove(kinds.namespace, { name: 'app' });
  const message = await until(async () => {
    const { status } = await cluster.admin.read(kinds.namespace, { name: 'app' });
    return status?.conditions?.find(({ type }) => type === 'NamespaceFinalizersRemaining')?.message;
  });
  expect(message).toContain('example.com/hold in 1 resource instances');
  await cluster.admin.mergePatch(kinds.configMap, { name: 'held', namespace: 'app' }, { metadata: { finalizers: null } });
  await until(async () => (await cluster.admin.find(kinds.namespace, { name: 'app' })) === undefined);
});

it('dependents go with their last owner, or stay when it lets them', async () => {
  const cluster = await startCluster();
  const owner = await cluster.create(kinds.configMap, 'owner');
  const lenient = await cluster.create(kinds.configMap, 'lenient');
  const refer = ({ metadata }: typeof owner) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: metadata.name, uid: metadata.uid ?? '' });
  await cluster.create(kinds.configMap, 'both', {}, { ownerReferences: [refer(owner), refer(lenient)] });
  await cluster.create(kinds.configMap, 'one', {}, { ownerReferences: [refer(owner)] });
  await cluster.create(kinds.configMap, 'stale', {}, { ownerReferences: [{ ...refer(lenient), uid: 'of-an-earlier-one' }] });
  const names = async () => (await cluster.admin.list(kinds.configMap, { namespace: 'app' })).items.map(({ metadata }) => metadata.name);
  await until(async () => !(await names()).includes('stale'));
  await cluster.remove(kinds.configMap, { name: 'owner', namespace: 'app' });
  await until(async () => !(await names()).includes('one'));
  await cluster.remove(kinds.configMap, { name: 'lenient', namespace: 'app' }, 'Orphan');
  await until(async () => !(await names()).includes('lenient'));
  const left = await cluster.admin.read(kinds.configMap, { name: 'both', namespace: 'app' });
  expect(left.metadata.ownerReferences ?? []).toEqual([]);
});

it('a StatefulSet says who denies its pods, and tries again as soon as it is touched', async () => {
  const cluster = await startCluster();
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };
  await cluster.create(kinds.admissionPolicy, 'guard', {
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { resourceRules: [rule] },
      validations: [{ expression: 'false', message: 'guarded by move 7' }],
    },
  });
  await cluster.create(kinds.admissionPolicyBinding, 'guard', { spec: { policyName: 'guard', validationActions: ['Deny'] } });
  const probe = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'probe', namespace: 'app' }, spec: template.spec } as Pod;
  await until(() =>
    cluster.admin.create(kinds.pod, probe, { dryRun: true }).then(
      () => false,
      () => true,
    ),
  );
  const set = await cluster.create(kinds.statefulSet, 'web', { spec: statefulSet });
  const event = await until(async () => {
    const events = await cluster.admin.list(kinds.event, { namespace: 'app', fields: `involvedObject.uid=${set.metadata.uid}` });
    return events.items.find(({ reason, message }) => reason === 'FailedCreate' && message?.includes('web-0') === true);
  });
  expect(event.message).toContain('guarded by move 7');
  await cluster.remove(kinds.admissionPolicyBinding, { name: 'guard' });
  await cluster.admin.mergePatch(kinds.statefulSet, { name: 'web', namespace: 'app' }, { metadata: { annotations: { touched: 'now' } } });
  expect((await podOf(cluster, 'app=web')).metadata.name).toBe('web-0');
});
