import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../../src/liqo/kinds.ts';
import { forgeShadowPod } from '../../liqo/pods/shadow-pod.ts';
import { type Clusters, makeNamespace, offload, startClusters } from './clusters.ts';
import { until, untilPasses } from '../../support/until.ts';

const pair = { consumer: 'rome', provider: 'milan' };
const toleration = { key: 'virtual-node.liqo.io/not-allowed', operator: 'Exists' };

function podOn(node: string, name: string, namespace = 'app', spec: Partial<NonNullable<Pod['spec']>> = {}): Pod {
  const containers = [{ name: 'main', image: 'busybox' }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: 'mover' } },
    spec: { nodeName: node, restartPolicy: 'Never', tolerations: [toleration], containers, ...spec },
  };
}

let clusters: Clusters;
const milan = () => clusters.provider('milan');
const here = (name: string, namespace = 'app') => ({ name, namespace });
const there = (name: string) => ({ name, namespace: 'app-rome' });

async function run(name: string): Promise<Pod> {
  await clusters.rome.create(kinds.pod, podOn('milan', name));
  return until(() => milan().find(kinds.pod, there(name)));
}

async function remoteStatus(name: string, status: object): Promise<void> {
  await milan().mergePatch(kinds.pod, there(name), { status }, { subresource: 'status' });
}

/** Plays the garbage collector and the kubelet of the provider. */
async function removeRemotePod(name: string): Promise<void> {
  const { metadata } = await milan().read(kinds.pod, there(name));
  const incarnation = { uid: metadata.uid ?? '', resourceVersion: metadata.resourceVersion ?? '' };
  await milan().remove(kinds.pod, there(name), incarnation, { gracePeriodSeconds: 0 });
}

async function removeLocal(name: string): Promise<void> {
  const { metadata } = await clusters.rome.read(kinds.pod, here(name));
  await clusters.rome.remove(kinds.pod, here(name), { uid: metadata.uid ?? '', resourceVersion: metadata.resourceVersion ?? '' });
}

const terminated = {
  phase: 'Failed',
  podIP: '127.20.0.5',
  hostIP: '10.0.0.9',
  containerStatuses: [
    { name: 'main', image: 'busybox', imageID: '', ready: false, restartCount: 0, state: { terminated: { exitCode: 3, message: 'why' } } },
  ],
};

describe('pods on a virtual node', () => {
  beforeAll(async () => {
    clusters = await startClusters();
    await offload(clusters.rome, 'app');
  });
  afterAll(() => clusters.close());

  it('run in the provider as pods of a ShadowPod, under the same labels', async () => {
    const remote = await run('runs');
    const shadow = await clusters.tenant('milan').read(liqoKinds.shadowPod, there('runs'));
    expect(remote.metadata.labels).toMatchObject({ app: 'mover', 'liqo.io/managed-by': 'shadowpod', 'offloading.liqo.io/origin': 'rome' });
    expect(remote.metadata.ownerReferences).toMatchObject([
      { kind: 'ShadowPod', name: 'runs', uid: shadow.metadata.uid, controller: true },
    ]);
    await untilPasses(async () =>
      expect((await clusters.rome.read(kinds.pod, here('runs'))).metadata.labels?.['liqo.io/shadowPod']).toBe('true'),
    );
  });

  it('show the remote status whole, but not the remote host', async () => {
    await run('status');
    await remoteStatus('status', terminated);
    await untilPasses(async () => {
      const { status } = await clusters.rome.read(kinds.pod, here('status'));
      expect(status).toMatchObject({ phase: 'Failed', podIP: '127.20.0.5', containerStatuses: terminated.containerStatuses });
      expect(status?.hostIP).not.toBe('10.0.0.9');
    });
  });

  it('take their twin with them, and go last', async () => {
    await run('goes');
    await removeLocal('goes');
    await untilPasses(async () => expect(await milan().find(liqoKinds.shadowPod, there('goes'))).toBeUndefined());
    expect(await clusters.rome.find(kinds.pod, here('goes'))).toBeDefined();
    await removeRemotePod('goes');
    await untilPasses(async () => expect(await clusters.rome.find(kinds.pod, here('goes'))).toBeUndefined());
  });

  it('are not run again when the finished twin is cleaned away', async () => {
    await run('once');
    await remoteStatus('once', { phase: 'Succeeded' });
    await untilPasses(async () => expect((await milan().read(liqoKinds.shadowPod, there('once'))).status?.phase).toBe('Succeeded'));
    await removeRemotePod('once');
    await run('once-after');
    expect(await milan().find(kinds.pod, there('once'))).toBeUndefined();
    expect((await clusters.rome.read(kinds.pod, here('once'))).status?.phase).toBe('Succeeded');
  });

  it('are closed with RemotePodTerminated when the last status never came', async () => {
    await run('vanished');
    await clusters.liqo.stopVirtualKubelet('milan');
    await remoteStatus('vanished', { phase: 'Failed' });
    await untilPasses(async () => expect((await milan().read(liqoKinds.shadowPod, there('vanished'))).status?.phase).toBe('Failed'));
    await removeRemotePod('vanished');
    await clusters.liqo.startVirtualKubelet('milan');
    await untilPasses(async () => {
      const { status } = await clusters.rome.read(kinds.pod, here('vanished'));
      expect(status).toMatchObject({ phase: 'Failed', reason: 'RemotePodTerminated' });
      expect(status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 1 });
    });
  });

  it('live on while their virtual kubelet is away', async () => {
    const remote = await run('lives');
    await remoteStatus('lives', { phase: 'Running' });
    await untilPasses(async () => expect((await clusters.rome.read(kinds.pod, here('lives'))).status?.phase).toBe('Running'));
    await clusters.liqo.stopVirtualKubelet('milan');
    await remoteStatus('lives', { phase: 'Succeeded' });
    expect((await clusters.rome.read(kinds.pod, here('lives'))).status?.phase).toBe('Running');
    await clusters.liqo.startVirtualKubelet('milan');
    await untilPasses(async () => expect((await clusters.rome.read(kinds.pod, here('lives'))).status?.phase).toBe('Succeeded'));
    expect((await milan().read(kinds.pod, there('lives'))).metadata.uid).toBe(remote.metadata.uid);
  });

  it('fail when their namespace stops being offloaded', async () => {
    await offload(clusters.rome, 'brief');
    await clusters.rome.create(kinds.pod, podOn('milan', 'aborted', 'brief'));
    await until(() => milan().find(kinds.pod, { name: 'aborted', namespace: 'brief-rome' }));
    const { metadata } = await clusters.rome.read(liqoKinds.namespaceOffloading, here('offloading', 'brief'));
    const incarnation = { uid: metadata.uid ?? '', resourceVersion: metadata.resourceVersion ?? '' };
    await clusters.rome.remove(liqoKinds.namespaceOffloading, here('offloading', 'brief'), incarnation);
    await untilPasses(async () => {
      const { status } = await clusters.rome.read(kinds.pod, here('aborted', 'brief'));
      expect(status).toMatchObject({ phase: 'Failed', reason: 'OffloadingAborted' });
    });
  });

  it('wait where their namespace is not offloaded', async () => {
    await makeNamespace(clusters.rome, 'alone');
    await clusters.rome.create(kinds.pod, podOn('milan', 'waits', 'alone'));
    await untilPasses(async () => {
      const { status } = await clusters.rome.read(kinds.pod, here('waits', 'alone'));
      expect(status).toMatchObject({ phase: 'Pending', reason: 'OffloadingBackOff' });
    });
  });
});

describe('what of a pod reaches the provider', () => {
  const specOf = (spec: Partial<NonNullable<Pod['spec']>>, annotations = {}) => {
    const pod = podOn('milan', 'one', 'app', spec);
    return forgeShadowPod({ ...pod, metadata: { ...pod.metadata, annotations } }, 'app-rome', pair).spec.pod;
  };

  it('leaves out where and as whom it runs here', () => {
    const spec = specOf({
      affinity: { nodeAffinity: {} },
      nodeSelector: { a: 'b' },
      schedulerName: 'mine',
      serviceAccountName: 'default',
      priorityClassName: 'high',
      hostNetwork: true,
    });
    for (const field of ['nodeName', 'affinity', 'nodeSelector', 'schedulerName', 'serviceAccountName', 'priorityClassName']) {
      expect(spec).not.toHaveProperty(field);
    }
    expect(spec).toMatchObject({ hostNetwork: false, automountServiceAccountToken: false, tolerations: [] });
  });

  it('keeps volumes as they are, except the token of the service account', () => {
    const token = { name: 'kube-api-access-x', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } };
    const data = { name: 'data', persistentVolumeClaim: { claimName: 'db', readOnly: true } };
    const mounts = [
      { name: 'data', mountPath: '/vol/data' },
      { name: 'kube-api-access-x', mountPath: '/var/run/secrets' },
    ];
    const spec = specOf({ volumes: [data, token], containers: [{ name: 'main', image: 'busybox', volumeMounts: mounts }] });
    expect(spec).toMatchObject({ volumes: [data], containers: [{ volumeMounts: [mounts[0]] }] });
  });

  it('keeps the service account where the annotation asks for it', () => {
    const spec = specOf({ serviceAccountName: 'special' }, { 'liqo.io/api-server-support': 'remote' });
    expect(spec).toMatchObject({ serviceAccountName: 'special' });
  });
});
