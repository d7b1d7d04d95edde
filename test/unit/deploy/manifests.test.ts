import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import type { ControllerFlags } from '../../../src/commands/controller/controller-flags.ts';
import { parseControllerLine } from '../../../src/commands/controller/parse-controller-line.ts';
import type { Namespace, Service, StorageClass } from '../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { storageNames } from '../../../src/volumes/names.ts';
import type { Manifest } from '../../support/accounts.ts';
import { deployFile, readDeployed, readManifests } from '../../support/deploy-manifests.ts';
import { Terminal } from '../../support/terminal.ts';

interface Deployment extends Manifest {
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Record<string, string> };
    readonly template: { readonly metadata: { readonly labels: Record<string, string> }; readonly spec: PodSpec };
  };
}

interface PodSpec {
  readonly serviceAccountName: string;
  readonly securityContext: object;
  readonly containers: readonly [{ readonly args: readonly string[]; readonly image: string; readonly ports: readonly object[] }];
  readonly affinity: object;
}

interface Binding extends Manifest {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly { readonly kind: string; readonly name: string; readonly namespace: string }[];
}

/** Objects that belong to no namespace. */
const clusterWide = ['Namespace', 'ClusterRole', 'ClusterRoleBinding'];

let deployed: readonly Manifest[];
beforeAll(async () => void (deployed = await readDeployed()));

function only<T extends Manifest>(kind: string): T {
  const found = deployed.filter((each) => each.kind === kind);
  expect(found, kind).toHaveLength(1);
  return found[0] as T;
}

const pod = () => only<Deployment>('Deployment').spec.template.spec;

function flags(): ControllerFlags | undefined {
  const streams = { stdout: new Terminal(), stderr: new Terminal() };
  return parseControllerLine(pod().containers[0].args, { env: {}, streams, version: '' });
}

test('every file is listed, so that none is forgotten', async () => {
  const entries = await readdir(deployFile('.'), { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const [{ resources } = { resources: [] }] = await readManifests<{ resources: string[] }>('kustomization.yaml');
  expect(['Dockerfile', 'kustomization.yaml', ...resources].toSorted()).toEqual(files.toSorted());
});

describe('the namespace', () => {
  it('is the one that the controller is told of, marked as it would mark it', () => {
    const { metadata } = only<Namespace>('Namespace');
    expect(metadata.name).toBe(flags()?.storageNamespace);
    expect(metadata.labels?.[storageNames.storageNamespace]).toBe('true');
    expect(metadata.annotations?.[storageNames.storageNamespace]).toBe(flags()?.provisioner);
  });

  it('is that of all objects that have one', () => {
    const { name } = only<Namespace>('Namespace').metadata;
    for (const { kind, metadata } of deployed) expect(metadata.namespace, kind).toBe(clusterWide.includes(kind) ? undefined : name);
  });
});

describe('the rights', () => {
  it('are those of the account that the pods have', async () => {
    const { metadata } = only('ServiceAccount');
    const spare = await readManifests('components/tenant-role-bindings/role-binding.yaml');
    const bindings = [...deployed, ...spare].filter(({ kind }) => kind.endsWith('Binding')) as Binding[];
    const roles = deployed.filter(({ kind }) => kind.endsWith('Role'));
    expect(pod().serviceAccountName).toBe(metadata.name);
    for (const { roleRef, subjects } of bindings) {
      expect(subjects).toEqual([{ kind: 'ServiceAccount', name: metadata.name, namespace: metadata.namespace }]);
      expect(roles.map(({ kind, metadata: { name } }) => `${kind} ${name}`)).toContain(`${roleRef.kind} ${roleRef.name}`);
    }
  });

  it('are listed one by one, without a wildcard', () => {
    const rules = deployed.flatMap((each) => (each as Manifest & { rules?: unknown[] }).rules ?? []);
    expect(rules.length).toBeGreaterThan(0);
    expect(JSON.stringify(rules)).not.toContain('*');
  });

  it('on the lease are for the name that the controller takes', () => {
    expect(JSON.stringify(only('Role'))).toContain(`"${flags()?.provisioner.replace('/', '-')}"`);
  });
});

describe('the pods', () => {
  it('run this version, where health and metrics are looked for', () => {
    const [container] = pod().containers;
    expect(container.image).toBe(`liqo-storage-controller:${manifest.version}`);
    expect(container.ports).toEqual([{ name: 'metrics', containerPort: flags()?.listen.port }]);
    expect(container).toMatchObject({
      livenessProbe: { httpGet: { path: '/healthz', port: 'metrics' } },
      readinessProbe: { httpGet: { path: '/readyz', port: 'metrics' } },
      env: [{ name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
    });
  });

  it('are two, found by service and disruption budget, and never on a virtual node', () => {
    const { replicas, selector, template } = only<Deployment>('Deployment').spec;
    expect(replicas).toBe(2);
    expect(template.metadata.labels).toEqual(selector.matchLabels);
    expect(only<Service>('Service').spec?.selector).toEqual(selector.matchLabels);
    expect(only('PodDisruptionBudget')).toMatchObject({ spec: { maxUnavailable: 1, selector } });
    expect(JSON.stringify(pod().affinity)).toContain(JSON.stringify({ key: liqoNames.nodeType, operator: 'DoesNotExist' }));
  });

  it('fit the pod security level restricted', () => {
    expect(pod().securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod().containers[0]).toMatchObject({
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    });
  });
});

test.each(['liqoctl', 'liqoctl-tuned', 'liqoctl-retain'])('the example %s is a class that the controller serves', async (name) => {
  const classes = await readManifests<StorageClass>(`examples/${name}.yaml`);
  const { provisioner } = flags() ?? {};
  expect(classes).toMatchObject([{ metadata: { name }, provisioner, volumeBindingMode: 'WaitForFirstConsumer' }]);
});
