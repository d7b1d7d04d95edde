import { expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { renderConsumerRole } from '../../../src/move/preflight/facts/roles.ts';
import type { Manifest } from '../../support/accounts.ts';
import { readManifests } from '../../support/deploy-manifests.ts';
import { listRights } from '../../support/role-rights.ts';
import { runCli } from '../../support/run-cli.ts';

interface Job extends Manifest {
  readonly spec: {
    readonly template: { readonly spec: { readonly serviceAccountName: string; readonly containers: readonly [Container] } };
  };
}

interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
}

const [job] = (await readManifests<Job>('move/job.yaml')) as [Job];
const access = await readManifests('move/rights.yaml');

it('the rights are exactly those that `liqoctl move rbac` prints', () => {
  const printed = renderConsumerRole(undefined) as readonly object[] as readonly Manifest[];
  expect(listRights(access).toSorted()).toEqual(listRights(printed).toSorted());
});

it('the Job has them', () => {
  const { name, namespace } = access.find(({ kind }) => kind === 'ServiceAccount')?.metadata ?? {};
  expect([job.metadata.namespace, job.spec.template.spec.serviceAccountName]).toEqual([namespace, name]);
  expect(access.find(({ kind }) => kind === 'ClusterRoleBinding')).toMatchObject({
    roleRef: { kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
});

it('the Job runs this version with a line that it takes', async () => {
  const [{ image, command, args }] = job.spec.template.spec.containers;
  expect(image).toBe(`liqo-storage-controller:${manifest.version}`);
  expect(command).toEqual(['node', manifest.bin.liqoctl]);
  const { code, calls } = await runCli(args);
  expect([code, calls]).toMatchObject([0, [{ verb: 'runMove' }]]);
});
