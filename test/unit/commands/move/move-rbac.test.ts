import { parseAllDocuments } from 'yaml';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../../support/run-cli.ts';

async function print(...flags: readonly string[]): Promise<unknown[]> {
  const { code, stdout, connections } = await runCli(['move', 'rbac', ...flags]);
  expect({ code, connections }).toEqual({ code: 0, connections: [] });
  return parseAllDocuments(stdout).map((document) => document.toJS() as unknown);
}

const binding = (subject: object) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'liqoctl-move' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'liqoctl-move' },
  subjects: [subject],
});

describe('liqoctl move rbac', () => {
  it('prints the role alone where it is given to nobody', async () => {
    const [role, ...more] = await print();
    expect(more).toEqual([]);
    expect(role).toMatchObject({ kind: 'ClusterRole', metadata: { name: 'liqoctl-move' } });
    expect(role).toHaveProperty('rules', expect.arrayContaining([{ apiGroups: [''], resources: ['pods/log'], verbs: ['get'] }]));
  });

  it.each([
    [['--user', 'alice'], { kind: 'User', name: 'alice', apiGroup: 'rbac.authorization.k8s.io' }],
    [['--group', 'movers'], { kind: 'Group', name: 'movers', apiGroup: 'rbac.authorization.k8s.io' }],
    [['--service-account', 'ci:mover'], { kind: 'ServiceAccount', name: 'mover', namespace: 'ci' }],
  ])('binds it: %s', async (flags, subject) => {
    expect((await print(...flags)).at(1)).toEqual(binding(subject));
  });

  it('prints what is needed in a provider, which is less', async () => {
    const [role] = (await print('--provider')) as [{ rules: { resources: string[] }[] }];
    const resources = role.rules.flatMap((rule) => rule.resources);
    expect(resources).toContain('shadowpods');
    expect(resources).not.toContain('persistentvolumes');
  });

  it('is one List in JSON', async () => {
    const { stdout } = await runCli(['move', 'rbac', '--user', 'alice', '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, kind: 'List', items: [{ kind: 'ClusterRole' }, binding({ name: 'alice' })] });
  });

  it.each([[['--service-account', 'mover']], [['--user', 'a', '--group', 'b']], [['--group', 'b', '--service-account', 'c:d']]])(
    'refuses %s',
    async (flags) => {
      expect(await runCli(['move', 'rbac', ...flags])).toMatchObject({ code: 2, stdout: '' });
    },
  );
});
