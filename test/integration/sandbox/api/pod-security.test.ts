import { beforeAll, describe, expect, test } from 'vitest';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import { pod, withCluster } from './cluster.ts';

const cluster = withCluster();

type Spec = NonNullable<Pod['spec']>;

const profile = { seccompProfile: { type: 'RuntimeDefault' } };
const container = (name: string, securityContext: Spec['containers'][number]['securityContext'] & object) => ({
  name,
  image: 'x:1',
  securityContext,
});
const modest = container('modest', { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
const asRoot = container('root', { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE'] } });
const admin = container('admin', { capabilities: { add: ['SYS_ADMIN'] } });

/** What the server says to such a pod in a namespace of that level. */
async function answer(level: string, spec: Partial<Spec>): Promise<string> {
  const tried = pod('tried', spec);
  const creation = cluster.http.create(kinds.pod, { ...tried, metadata: { ...tried.metadata, namespace: level } }, { dryRun: true });
  return await creation.then(
    () => 'accepted',
    (error: Error) => error.message,
  );
}

beforeAll(async () => {
  for (const level of ['privileged', 'baseline', 'restricted']) {
    const labels = { 'pod-security.kubernetes.io/enforce': level };
    await cluster.port.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: level, labels } });
  }
});

describe('pod security', () => {
  test.each<[string, Partial<Spec>, string]>([
    ['privileged', { containers: [admin], volumes: [{ name: 'v', hostPath: { path: '/' } }] }, 'accepted'],
    ['baseline', { containers: [modest, asRoot] }, 'accepted'],
    [
      'baseline',
      { containers: [modest, admin] },
      'violates PodSecurity "baseline:latest": non-default capabilities (container "admin" must not include "SYS_ADMIN" in securityContext.capabilities.add)',
    ],
    ['baseline', { containers: [modest], volumes: [{ name: 'v', hostPath: { path: '/' } }] }, 'hostPath volumes (volume "v")'],
    ['restricted', { securityContext: { runAsNonRoot: true, ...profile }, containers: [modest] }, 'accepted'],
    [
      'restricted',
      { securityContext: { runAsUser: 0, ...profile }, containers: [modest, asRoot] },
      'violates PodSecurity "restricted:latest": unrestricted capabilities (container "root" must not include "DAC_OVERRIDE" in securityContext.capabilities.add), runAsNonRoot != true (pod or containers "modest", "root" must set securityContext.runAsNonRoot=true), runAsUser=0 (pod must not set runAsUser=0)',
    ],
    ['restricted', { securityContext: { runAsNonRoot: true }, containers: [modest] }, 'seccompProfile (pod or container "modest"'],
    [
      'restricted',
      { securityContext: { runAsNonRoot: true, ...profile }, containers: [container('c', {})] },
      'allowPrivilegeEscalation != false',
    ],
  ])('of level %s judges %j', async (level, spec, expected) => {
    expect(await answer(level, spec)).toContain(expected);
  });
});
