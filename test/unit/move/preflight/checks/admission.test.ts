import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { kinds } from '../../../../../src/kube/objects/kinds.ts';
import type { DryRun } from '../../../../../src/move/preflight/questions/dry-runs.ts';
import { factsWith, podNamed, refusals, refusing } from '../../../../support/facts.ts';
import { warningsOn } from '../../../../../src/move/preflight/warnings.ts';

const refused = (words: string, change: Partial<DryRun> = {}): DryRun => ({
  subject: 'source-mover',
  cluster: 'this cluster',
  namespace: 'shop',
  answer: 'refused',
  words,
  kind: kinds.pod,
  object: podNamed('mover'),
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

test.each([
  ['restricted', undefined, ['mover-pod-security']],
  ['restricted', { kind: 'user', uid: 1000 }, []],
  ['baseline', undefined, []],
  ['baseline', { kind: 'privileged' }, ['mover-pod-security']],
  ['privileged', { kind: 'privileged' }, []],
  ['of a later Kubernetes', undefined, []],
] as const)(
  "a provider's namespace that enforces pod security %s is told of before the start, for movers as %j: %j",
  (level, rights, checks) => {
    const podSecurity = [{ cluster: 'milan', namespace: 'shop-rome', level }];
    const request = { ...factsWith().request, ...(rights && { rights }) };
    const found = refusals({ podSecurity, request });
    expect(found.map(({ check }) => check)).toEqual(checks);
    for (const { message, next } of found) {
      expect(message).toContain(`in namespace shop-rome, in milan: it enforces pod security ${level}`);
      expect(next[0]).toMatch(rights === undefined ? /^--mover-uid UID/ : /^leave out --mover-privileged/);
    }
  },
);

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
  expect(warningsOn(factsWith({ dryRuns }))).toEqual([expect.stringContaining('does not support dry run')]);
});
