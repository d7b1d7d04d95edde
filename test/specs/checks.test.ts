// @module-tag core
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kind, kinds, type Meta, type ResourceQuota, type Secret } from '../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../src/liqo/kinds.ts';
import { offloadingName } from '../../src/liqo/namespace-offloading.ts';
import { liqoNames } from '../../src/liqo/names.ts';
import { startApiProxy } from '../faults/api-proxy.ts';
import { type App, createApp, freshName } from '../place/app.ts';
import { type Attempts, type Expected, expectRefused, watchAttempts } from '../place/refusals.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { until } from '../place/waiting.ts';
import { removeObject, withObject } from '../place/objects.ts';
import { providerPort } from '../place/place.ts';
import { awkwardClaim, database, finishedPod, lostNode, noPods, rightsToView } from './checks-objects.ts';

const admins = ['system:masters'];

describe('a move that cannot start', () => {
  let place: SandboxPlace;
  let attempts: Attempts;
  let app: App;

  beforeAll(async () => {
    place = await openSandbox();
    attempts = await watchAttempts(place, { name: 'alice', groups: admins });
    // The tenant's own user is the virtual kubelet's, too: another one of the same group tells them apart.
    await setTenantKubeconfig(attempts.kubeconfigOf({ name: 'alice-in-milan', groups: ['rome'] }, 'milan'));
    app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
  });
  afterAll(async () => {
    attempts.stop();
    await place.sandbox.stop();
  });

  const milan = () => providerPort(place);
  const tenantSecret = { name: 'kubeconfig-resourceslice-milan', namespace: 'liqo-tenant-milan' };

  async function setTenantKubeconfig(text: string | undefined): Promise<void> {
    const data = { kubeconfig: text === undefined ? null : Buffer.from(text).toString('base64') };
    await place.consumer.mergePatch<Secret>(kinds.secret, tenantSecret, { data });
  }

  /** Puts the quota there, counted, for as long as `act` runs. */
  async function withQuota(object: ResourceQuota, act: () => Promise<void>): Promise<void> {
    await withObject(place.consumer, { kind: kinds.resourceQuota, object }, async () => {
      const { name, namespace = '' } = object.metadata;
      await until(place.consumer, { kind: kinds.resourceQuota, key: { name, namespace } }, (now) => now?.status?.used !== undefined);
      await act();
    });
  }

  it('hears of a claim that is not there, of nothing else, and of where it is', async () => {
    const missing = { ...app, claim: 'nothing' };
    const flags = ['--target-node', 'nowhere', '--repository-class', 'none'];
    expectRefused(await attempts.run(missing, flags), {
      'claim-missing': [`claim nothing not found in namespace ${app.namespace}`, `kubectl get pvc -n ${app.namespace}`],
    });
    const found = `found in ${app.namespace}: add -n ${app.namespace}`;
    const line = `liqoctl move volume data -n ${app.namespace} --target-node milan`;
    for (const [namespace, message] of [
      ['default', `claim data not found in namespace default; ${found}`],
      ['no-where', `claim data not found: namespace no-where does not exist; ${found}`],
    ] as const)
      expectRefused(await attempts.run({ ...app, namespace }, ['--target-node', 'milan']), { 'claim-missing': [message, line] });
  });

  it('hears of everything that is not there, at once', async () => {
    expectRefused(await attempts.run(app, ['--target-node', 'nowhere', '--repository-class', 'none']), {
      'target-missing': ['node nowhere not found', 'kubectl get nodes'],
      'repository-class-missing': ['class none', '--repository-class CLASS    with one of: local-path'],
    });
  });

  it('hears of everything that is wrong with the claim', async () => {
    const { namespace } = app;
    const pod = await place.consumer.create(kinds.pod, finishedPod({ namespace, name: 'user', claim: 'awkward', node: 'rome-1' }));
    await place.consumer.create(kinds.claim, awkwardClaim(namespace, pod));
    const expected = {
      'claim-not-bound': ['Pending, not Bound', `kubectl describe pvc -n ${namespace} awkward`],
      'claim-block': ['volumeMode Block', 'volumeMode Filesystem'],
      'claim-not-virtual': ['class local-path (rancher.io/local-path)', 'kubectl get storageclass'],
      'claim-finalizers': ['acme.io/keep', 'kubectl edit pvc'],
      'claim-owned-by-pod': ['belongs to pod user', 'kubectl get pvc'],
      'claim-mounted': ['user (Pending)', `kubectl delete pod -n ${namespace} user`],
    } satisfies Expected;
    const at = { ...app, claim: 'awkward' };
    expectRefused(await attempts.run(at, ['--target-node', 'milan']), expected);
    await removeObject(place.consumer, kinds.claim, { namespace, name: 'awkward' });
    expect((await attempts.run(at, ['--target-node', 'milan'])).refusals.get('claim-terminating')?.message).toContain('is being deleted');
  });

  it('is shown the lines that free a claim of its StatefulSet, in the order in which to type them', async () => {
    const { namespace } = app;
    await place.consumer.create(kinds.statefulSet, database(namespace));
    await until(place.consumer, { kind: kinds.pod, key: { namespace, name: 'db-0' } }, (pod) => pod?.status?.phase === 'Running');
    const set = { namespace, claim: 'data-db-0' };
    const node = (await place.consumer.read(kinds.pod, { namespace, name: 'db-0' })).spec?.nodeName ?? '';
    await place.consumer.create(kinds.pod, finishedPod({ namespace, name: 'load', claim: set.claim, node }));
    await until(place.consumer, { kind: kinds.pod, key: { namespace, name: 'load' } }, (pod) => pod?.status?.phase === 'Succeeded');

    const shown = await attempts.run(set, ['--target-node', 'milan', '--dry-run']);
    expect(shown).toMatchObject({ kind: 'planned', exitCode: 3 });
    expect(shown.plan).toMatchObject({ capacityBytes: 256 * 1024 ** 2, source: { kind: 'local' }, target: { provider: 'milan' } });
    expect([...shown.refusals.values()].flatMap(({ next }) => next.map((line) => line.replace(/ {4}.*/, '')))).toEqual([
      expect.stringMatching(/^kubectl patch statefulset db .*"whenScaled":"Retain"/),
      `kubectl scale statefulset db -n ${namespace} --replicas=0`,
      `kubectl delete pod -n ${namespace} load`,
      '--remove-finished-pods',
    ]);
    // Where it is already, nothing stands in the way of nothing.
    expect(await attempts.run(set, ['--target-node', node])).toMatchObject({ kind: 'already-there', exitCode: 0 });
  });

  it('hears of everything that is wrong with the nodes', async () => {
    await place.consumer.create(kinds.node, lostNode('rome-9'));
    const { spec } = await place.consumer.read(kinds.claim, { namespace: app.namespace, name: app.claim });
    const object = {
      apiVersion: kinds.volumeAttachment.apiVersion,
      kind: 'VolumeAttachment',
      metadata: { name: 'stuck' },
      spec: { attacher: 'csi.example.com', nodeName: 'rome-9', source: { persistentVolumeName: spec?.volumeName ?? '' } },
    };
    await withObject(place.consumer, { kind: kinds.volumeAttachment, object }, async () => {
      expectRefused(await attempts.run(app, ['--target-node', 'rome-9', '--target-class', 'liqo']), {
        'target-not-ready': ['rome-9 is not Ready', 'kubectl describe node rome-9'],
        'target-cordoned': ['cordoned', 'kubectl uncordon rome-9'],
        'target-tainted': ['broken=yes:NoExecute', 'kubectl taint nodes rome-9 broken:NoExecute-'],
        'volume-attached-to-lost-node': ['attached to node rome-9', 'kubectl get volumeattachments'],
        'target-class-virtual': ['class liqo is virtual', 'with one of: local-path'],
      });
    });
  });

  it('hears of a provider without storage, and of classes and namespaces that are missing', async () => {
    const setLabel = (kind: Kind<{ metadata: Meta }>, name: string, labels: Record<string, string | null>) =>
      place.consumer.mergePatch(kind, { name }, { metadata: { labels } });
    await setLabel(kinds.node, 'milan', { [liqoNames.storageAvailable]: 'false' });
    await setLabel(kinds.namespace, 'liqo-storage', { [liqoNames.storageNamespace]: null });
    const attempt = await attempts.run(app, ['--target-node', 'milan', '--target-class', 'gold']);
    await setLabel(kinds.node, 'milan', { [liqoNames.storageAvailable]: 'true' });
    await setLabel(kinds.namespace, 'liqo-storage', { [liqoNames.storageNamespace]: 'true' });
    expectRefused(attempt, {
      'target-without-storage': ['provider milan offers no storage class', 'kubectl get virtualnode'],
      'storage-namespace-missing': [`${liqoNames.storageNamespace}=true`, 'kubectl get namespaces'],
      'target-class-missing': ['not found in provider milan', 'with one of: local-path'],
    });
    expectRefused(await attempts.run(app, ['--target-node', 'rome-2', '--target-class', 'gold']), {
      'target-class-missing': ['class gold (from --target-class) not found', 'with one of: local-path'],
    });
  });

  it('hears how the offloading of the namespace is, on that provider', async () => {
    const bare: App = { namespace: freshName('bare'), claim: 'data' };
    const key = { name: offloadingName, namespace: bare.namespace };
    const kind = liqoKinds.namespaceOffloading;
    const namespaceNamed = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const inPhase = (phase: string) => until(place.consumer, { kind, key }, (now) => now?.status?.offloadingPhase === phase);
    const attempt = async () => (await attempts.run(bare, ['--target-node', 'milan'])).refusals;

    await place.consumer.create(kinds.namespace, namespaceNamed(bare.namespace));
    await place.consumer.create(kinds.claim, {
      ...awkwardClaim(bare.namespace),
      metadata: { namespace: bare.namespace, name: bare.claim },
    });
    expect((await attempt()).get('namespace-not-offloaded')?.next).toEqual([`liqoctl offload namespace ${bare.namespace}`]);

    const elsewhere = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['paris'] }] }] };
    await place.consumer.create(kind, {
      apiVersion: kind.apiVersion,
      kind: kind.kind,
      metadata: key,
      spec: { clusterSelector: elsewhere },
    });
    await inPhase('NoClusterSelected');
    expect((await attempt()).get('namespace-not-offloaded')?.message).toContain('clusterSelector does not choose');

    // A namespace of that name that is not Liqo's: it is never used.
    await milan().create(kinds.namespace, namespaceNamed(`${bare.namespace}-rome`));
    await place.consumer.mergePatch(kind, key, { spec: { clusterSelector: null } });
    await inPhase('AllFailed');
    expect((await attempt()).get('namespace-not-ready')?.message).toContain('CreationLoopBackOff');
  });

  it('hears of every way in which a provider cannot be worked with', async () => {
    const works = attempts.kubeconfigOf({ name: 'alice-in-milan', groups: ['rome'] }, 'milan');
    const remote = `${app.namespace}-rome`;
    const rebind = `kubectl get rolebindings -n ${remote}`;
    const own = '--remote-kubeconfig milan=FILE';
    const nobody = attempts.kubeconfigOf({ name: 'nobody', groups: [] }, 'milan');
    const ways: [string | undefined, Expected][] = [
      [undefined, { 'provider-access': ['there is no kubeconfig for provider milan', own] }],
      [': : :', { 'provider-access': ['kubeconfig', own] }],
      [works.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'), { 'provider-access': ['cannot connect to', own] }],
      [works.replaceAll(/[0-9a-f]{32}/g, 'f'.repeat(32)), { 'provider-access': ['rejected your credentials (401)', own] }],
      [nobody, { 'provider-rights': ['10 rights', rebind] }],
    ];
    for (const [kubeconfig, expected] of ways) {
      await setTenantKubeconfig(kubeconfig);
      expectRefused(await attempts.run(app, ['--target-node', 'milan']), expected);
    }
    await setTenantKubeconfig(works);
    const object = { ...awkwardClaim(remote), metadata: { name: app.claim, namespace: remote } };
    await withObject(milan(), { kind: kinds.claim, object }, async () => {
      expectRefused(await attempts.run(app, ['--target-node', 'milan']), {
        'target-claim-exists': [`milan already has a claim ${remote}/data`, `kubectl delete pvc -n ${remote} data`],
      });
    });
  });

  it('hears of all missing rights in one refusal', async () => {
    await rightsToView(place.consumer, 'bob');
    const file = await attempts.kubeconfigFileOf({ name: 'bob', groups: [] });
    const attempt = await attempts.run(app, ['--target-node', 'milan'], file);
    expect(attempt).toMatchObject({ kind: 'refused', exitCode: 3 });
    const { message, seen, next = [] } = attempt.refusals.get('rights-missing') ?? {};
    expect(message).toMatch(/^bob lacks \d+ rights/);
    expect(seen).toEqual(
      expect.arrayContaining([
        'list, watch volumeattachments.storage.k8s.io',
        `create, patch, delete persistentvolumeclaims in namespace ${app.namespace}`,
        'create, delete jobs.batch in namespace liqo-storage',
        'get, create, delete, update leases.coordination.k8s.io in namespace liqo-move',
      ]),
    );
    expect(seen?.join()).not.toMatch(/get nodes/);
    expect(next.join('\n')).toContain('kubectl auth can-i ');
  });

  it('hears what quotas, limits and policies would refuse later', async () => {
    const { namespace } = app;
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'tight', namespace },
      spec: { hard: { pods: '0', 'requests.storage': '1Mi' } },
    };
    await withQuota(quota, async () => {
      expectRefused(await attempts.run(app, ['--target-node', 'milan']), {
        'quota-exceeded': ['ResourceQuota tight in namespace', `kubectl describe resourcequota tight -n ${namespace}`],
        'claim-over-quota': ['ResourceQuota tight would be exceeded', 'kubectl describe resourcequota tight'],
      });
    });
    const together = {
      ...quota,
      metadata: { name: 'one', namespace: 'liqo-storage' },
      spec: { hard: { pods: '1', 'count/jobs.batch': '1' } },
    };
    await withQuota(together, async () => {
      expect((await attempts.run(app, ['--target-node', 'milan', '--dry-run'])).refusals).toEqual(new Map());
      const needed = 'needs there at one time: pods (0 of 1 used, 2 more needed), count/jobs.batch (0 of 1 used, 2 more needed)';
      expectRefused(await attempts.run(app, ['--target-node', 'rome-2']), {
        'quota-exceeded': [needed, 'kubectl describe resourcequota one -n liqo-storage'],
      });
    });
    const limits = {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'big', namespace },
      spec: { limits: [{ type: 'PersistentVolumeClaim', min: { storage: '1Gi' } }] },
    };
    const { policy, binding } = noPods('liqo-storage');
    await withObject(place.consumer, { kind: kinds.limitRange, object: limits }, () =>
      withObject(place.consumer, { kind: kinds.admissionPolicy, object: policy }, () =>
        withObject(place.consumer, { kind: kinds.admissionPolicyBinding, object: binding }, async () => {
          expectRefused(await attempts.run(app, ['--target-node', 'milan']), {
            'claim-refused': ['minimum storage usage per PersistentVolumeClaim is 1Gi', `kubectl get limitrange -n ${namespace}`],
            'source-mover-refused': ['no pods here', 'kubectl get validatingadmissionpolicies'],
          });
        }),
      ),
    );
  });

  it('hears what pod security would refuse, capability by capability, and what lifts it', async () => {
    const label = async (namespace: string, level: string | null) => {
      const metadata = { labels: { 'pod-security.kubernetes.io/enforce': level } };
      await place.consumer.mergePatch(kinds.namespace, { name: namespace }, { metadata });
    };
    await label(app.namespace, 'restricted');
    await label('liqo-storage', 'baseline');
    expectRefused(await attempts.run(app, ['--target-node', 'milan']), {
      'target-mover-refused': ['must not include "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "MKNOD", "SETFCAP"', '--mover-uid UID'],
    });
    const asUser = await attempts.run(app, ['--target-node', 'milan', '--mover-uid', '1000', '--dry-run']);
    expect(asUser).toMatchObject({ kind: 'planned', plan: { movers: 'user 1000' }, refusals: new Map() });
    expectRefused(await attempts.run(app, ['--target-node', 'milan', '--mover-privileged']), {
      'source-mover-refused': ['must not include "SYS_ADMIN"', 'leave out --mover-privileged'],
      'target-mover-refused': [
        'runAsUser=0',
        `kubectl label namespace ${app.namespace} --overwrite pod-security.kubernetes.io/enforce=privileged`,
      ],
    });
    await label(app.namespace, null);
    await label('liqo-storage', null);
  });

  it('is told what a cluster cannot tell, and refused without a guard only where one is required', async () => {
    const kubeconfig = attempts.kubeconfigOf(attempts.user, 'rome');
    const proxy = await startApiProxy(kubeconfig, join(place.sandbox.folder, 'older.yaml'));
    proxy.setRule(({ method, path }) => {
      if (path.includes('/apis/admissionregistration.k8s.io/')) return { status: 404, message: 'not found' };
      const dryPod = method === 'POST' && path.includes('/pods?') && path.includes('dryRun');
      return dryPod ? { status: 400, message: 'admission webhook "w" does not support dry run' } : 'passed';
    });
    const args = ['--target-node', 'milan', '--dry-run'];
    const plain = await attempts.run(app, args, proxy.kubeconfigFile);
    const required = await attempts.run(app, [...args, '--guard', 'required'], proxy.kubeconfigFile);
    await proxy.close();
    expect(plain).toMatchObject({ kind: 'planned', exitCode: 0 });
    expect(plain.warnings.join('\n')).toContain('does not support dry run');
    expect([...required.refusals.keys()]).toEqual(['guard-missing']);
    expect(required.refusals.get('guard-missing')?.next[0]).toContain('--guard=auto');
  });
});
