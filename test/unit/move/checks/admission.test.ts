import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ResourceQuota } from '../../../../src/kube/kinds.ts';
import type { DryRun } from '../../../../src/move/facts/dry-runs.ts';
import { claimWith, factsWith, refusals, refusing } from './facts.ts';
import { remarksOn } from '../../../../src/move/remarks.ts';

const refused = (words: string, change: Partial<DryRun> = {}): DryRun => ({
  subject: 'source-mover',
  cluster: 'this cluster',
  namespace: 'shop',
  answer: 'refused',
  words,
  ...change,
});

describe("a server's refusal is told in its own words, with what helps", () => {
  const cases: [string, RegExp][] = [
    ['exceeded quota: small, requested: pods=1, used: pods=0, limited: pods=0', /^kubectl describe resourcequota -n shop/],
    [
      'failed quota: strict: must specify limits.cpu for: restic; limits.memory for: restic',
      /^--containers-cpu-limits 1 --containers-ram-limits 1Gi$/,
    ],
    ['violates PodSecurity "restricted:latest": runAsNonRoot != true', /^--mover-uid UID /],
    ['violates PodSecurity "baseline:latest": ... must not include "SYS_ADMIN" in ...', /^leave out --mover-privileged /],
    ['maximum cpu usage per Container is 1, but limit is 2', /^kubectl get limitrange -n shop/],
    ["ValidatingAdmissionPolicy 'no-jobs' with binding 'no-jobs' denied request: no", /^kubectl get validatingadmissionpolicies/],
    ['admission webhook "policy.example.com" denied the request: no', /^kubectl get validatingwebhookconfigurations/],
    ['something else', /^ask an administrator/],
  ];
  it.each(cases)('%s', (words, line) => {
    const [refusal, ...others] = refusals({ dryRuns: [refused(words)] });
    expect(others).toEqual([]);
    expect(refusal?.check).toBe('source-mover-refused');
    expect(refusal?.message).toContain(words);
    expect(refusal?.next[0]).toMatch(line);
  });
});

test.each([
  ['violates PodSecurity "restricted:latest": runAsUser=0', 'enforce=baseline'],
  ['violates PodSecurity "restricted:latest": must not include "DAC_OVERRIDE", "SYS_ADMIN" in ...', 'enforce=privileged'],
])('the label that would help is named: %s', (words, label) => {
  expect(refusals({ dryRuns: [refused(words)] })[0]?.next[1]).toContain(
    `kubectl label namespace shop --overwrite pod-security.kubernetes.io/${label}`,
  );
});

test('whatever words come back are told whole, and never become a command', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (noise) => {
      const words = `admission webhook said ${noise}`;
      const [refusal] = refusals({ dryRuns: [refused(words)] });
      expect(refusal?.message.endsWith(words)).toBe(true);
      expect(refusal?.next).toEqual(refusals({ dryRuns: [refused('admission webhook said no')] })[0]?.next);
    }),
  );
});

test('Job and pod of one mover that are refused alike are told of once', () => {
  expect(refusing({ dryRuns: [refused('no'), refused('no'), refused('no', { subject: 'target-mover' })] })).toEqual([
    'source-mover-refused',
    'target-mover-refused',
  ]);
});

test('a refusal of a provider says where', () => {
  const [refusal] = refusals({
    dryRuns: [refused('exceeded quota: q', { subject: 'target-claim', cluster: 'milan', namespace: 'shop-rome' })],
  });
  expect(refusal?.message).toContain('in namespace shop-rome, in milan');
  expect(refusal?.next[0]).toMatch(/in milan$/);
});

test('what could not be answered is remarked, not refused', () => {
  const dryRuns = [refused('admission webhook "w" does not support dry run', { answer: 'unknown' })];
  expect(refusing({ dryRuns })).toEqual([]);
  expect(remarksOn(factsWith({ dryRuns }))).toEqual([expect.stringContaining('does not support dry run')]);
});

describe('a quota', () => {
  const quota = (hard: Record<string, string>, used: Record<string, string>): ResourceQuota => ({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'small', namespace: 'shop' },
    spec: { hard },
    status: { hard, used },
  });

  it('that the old claim fills is no obstacle, although the dry run says so', () => {
    const full = { persistentvolumeclaims: '1', 'requests.storage': '1Gi', 'liqo.storageclass.storage.k8s.io/requests.storage': '1Gi' };
    const dryRuns = [refused('exceeded quota: small, requested: persistentvolumeclaims=1', { subject: 'claim' })];
    expect(refusing({ quotas: [quota(full, full)], dryRuns })).toEqual([]);
  });

  it('that is over-used already would refuse the new claim', () => {
    const [refusal] = refusals({ quotas: [quota({ 'requests.storage': '5Gi' }, { 'requests.storage': '6Gi' })] });
    expect(refusal?.check).toBe('claim-over-quota');
    expect(refusal?.message).toContain('requests.storage would be 6Gi of 5Gi');
    expect(refusal?.next[0]).toMatch(/^kubectl describe resourcequota small -n shop/);
  });

  it('of something else says nothing', () => {
    expect(
      refusing({
        quotas: [
          quota(
            { pods: '1', 'gold.storageclass.storage.k8s.io/requests.storage': '1Gi' },
            { pods: '3', 'gold.storageclass.storage.k8s.io/requests.storage': '3Gi' },
          ),
        ],
      }),
    ).toEqual([]);
  });

  it('refuses exactly where used - old + new is more than there is', () => {
    const size = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(size, size, size, size, (request, grown, others, hard) => {
        const mebi = (amount: number) => ({ 'requests.storage': `${amount}Mi` });
        const claim = claimWith({
          spec: { storageClassName: 'liqo', resources: { requests: { storage: `${request}Mi` } } },
          status: { phase: 'Bound', allocatedResources: { storage: `${grown}Mi` } },
        });
        const used = others + Math.max(request, grown);
        expect(refusing({ claim, quotas: [quota(mebi(hard), mebi(used))] }).includes('claim-over-quota')).toBe(others + request > hard);
      }),
    );
  });
});
