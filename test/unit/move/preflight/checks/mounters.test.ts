import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { StatefulSet } from '../../../../../src/kube/objects/kinds.ts';
import type { PodOwner } from '../../../../../src/move/preflight/facts/living-owners.ts';
import { claimWith, factsWith, mounter, podNamed, providerWith, refusals, refusing, request } from '../../../../support/facts.ts';

const scale = (what: string) => `kubectl scale ${what} -n shop --replicas=0`;

describe('a pod that uses the claim is ended by', () => {
  const cases: [string, PodOwner[], RegExp[]][] = [
    ['deleting it, where nobody makes it again', [], [/^kubectl delete pod -n shop db-0$/]],
    ['scaling its StatefulSet', [{ kind: 'StatefulSet', name: 'db' }], [new RegExp(`^${scale('statefulset db')}$`)]],
    [
      'scaling the Deployment above its ReplicaSet',
      [
        { kind: 'ReplicaSet', name: 'web-7' },
        { kind: 'Deployment', name: 'web' },
      ],
      [new RegExp(`^${scale('deployment web')}$`)],
    ],
    ['scaling its ReplicaSet', [{ kind: 'ReplicaSet', name: 'web-7' }], [new RegExp(`^${scale('replicaset web-7')}$`)]],
    ['giving its DaemonSet no node', [{ kind: 'DaemonSet', name: 'agent' }], [/^kubectl patch daemonset agent -n shop .*nodeSelector/]],
    ['suspending its Job', [{ kind: 'Job', name: 'load' }], [/^kubectl patch job load -n shop .*"suspend":true/]],
    [
      'suspending CronJob and Job',
      [
        { kind: 'Job', name: 'load-1' },
        { kind: 'CronJob', name: 'load' },
      ],
      [/^kubectl patch cronjob load -n shop/, /^kubectl get jobs -n shop/],
    ],
    [
      'its operator, which is named',
      [
        { kind: 'StatefulSet', name: 'db' },
        { kind: 'Database', name: 'db' },
      ],
      [new RegExp(`^${scale('statefulset db')}$`), /Database db undoes that/],
    ],
    [
      'an owner that is no workload',
      [{ kind: 'Workflow', name: 'nightly' }],
      [/^stop Workflow nightly, which makes pod shop\/db-0 again$/],
    ],
  ];
  it.each(cases)('%s', (_what, owners, lines) => {
    const [refusal, ...others] = refusals({ mounters: [mounter('db-0', 'Running', ...owners)] });
    expect(others).toEqual([]);
    expect(refusal?.check).toBe('claim-mounted');
    expect(refusal?.message).toContain('db-0 (Running');
    expect(refusal?.next).toEqual(lines.map((line) => expect.stringMatching(line)));
  });
});

test('two pods of one set need one line', () => {
  const set = { kind: 'StatefulSet', name: 'db' };
  const [refusal] = refusals({ mounters: [mounter('db-0', 'Running', set), mounter('db-1', 'Pending', set)] });
  expect(refusal?.next).toEqual([scale('statefulset db')]);
});

describe('finished pods', () => {
  const mounters = [mounter('load-x', 'Succeeded', { kind: 'Job', name: 'load' }), mounter('try', 'Failed')];

  it('are refused with the line that deletes them, and the flag that does', () => {
    const [refusal] = refusals({ mounters });
    expect(refusal?.check).toBe('claim-named-by-finished-pod');
    expect(refusal?.next[0]).toBe('kubectl delete pod -n shop load-x try');
    expect(refusal?.next[1]).toMatch(/^--remove-finished-pods/);
  });

  it("stand in nobody's way with the flag; running ones still do", () => {
    const removing = { ...request, removeFinishedPods: true };
    expect(refusing({ mounters, request: removing })).toEqual([]);
    expect(refusing({ mounters: [...mounters, mounter('db-0', 'Running')], request: removing })).toEqual(['claim-mounted']);
  });
});

test('a pod beside Liqo that reads the real claim is in the way, too', () => {
  const { local } = factsWith();
  const [refusal, ...others] = refusals({ local: local && { ...local, mounters: [podNamed('backup', 'Succeeded')] } });
  expect(others).toEqual([]);
  expect(refusal).toMatchObject({
    check: 'real-claim-mounted',
    message: expect.stringContaining('liqo-storage/uid-1 is in use by pod backup'),
  });
  expect(refusal?.next[0]).toMatch(/^kubectl delete pod -n liqo-storage backup/);
});

describe('pods in the provider', () => {
  const there = (...names: string[]) => new Map([['milan', providerWith({ mounters: names.map((name) => podNamed(name)) })]]);

  it('that mirror ours are told once', () => {
    expect(refusing({ mounters: [mounter('db-0', 'Running')], providers: there('db-0') })).toEqual(['claim-mounted']);
  });

  it('of others are named with the cluster and namespace to look into', () => {
    const [refusal] = refusals({ providers: there('stranger') });
    expect(refusal).toMatchObject({ check: 'claim-mounted-in-provider', next: ['kubectl delete pod -n shop-rome stranger    in milan'] });
    expect(refusal?.message).toContain('in milan');
  });
});

test('a list of many pods is cut, and counted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (count) => {
      const mounters = Array.from({ length: count }, (_, index) => mounter(`db-${index}`, 'Running', { kind: 'StatefulSet', name: 'db' }));
      const message = refusals({ mounters })[0]?.message ?? '';
      expect(message.length).toBeLessThan(400);
      expect(message.endsWith(' more')).toBe(count > 5);
    }),
  );
});

describe('owners of the claim', () => {
  const reference = (kind: string) => ({ apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1', kind, name: 'db-0', uid: 'u' });
  const owned = (kind: string) => ({ claim: claimWith({ metadata: { ownerReferences: [reference(kind)] } }) });

  it('may be a set, not a pod', () => {
    expect(refusing(owned('StatefulSet'))).toEqual([]);
    expect(refusing(owned('Pod'))).toEqual(['claim-owned-by-pod']);
  });

  it('that delete it when scaled are mended before they are scaled', () => {
    const set = (whenScaled: string) =>
      ({ metadata: { name: 'db' }, spec: { persistentVolumeClaimRetentionPolicy: { whenScaled } } }) as StatefulSet;
    const mounters = [mounter('db-0', 'Running', { kind: 'StatefulSet', name: 'db' })];
    expect(refusing({ templateSets: [set('Retain')] })).toEqual([]);
    const found = refusals({ templateSets: [set('Delete')], mounters });
    expect(found.map(({ check }) => check)).toEqual(['claim-deleted-when-scaled', 'claim-mounted']);
    expect(found[0]?.next[0]).toMatch(/^kubectl patch statefulset db -n shop .*"whenScaled":"Retain".*before it is scaled$/);
  });
});
