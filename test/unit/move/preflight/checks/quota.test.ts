import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds, type Pod, type ResourceQuota } from '../../../../../src/kube/objects/kinds.ts';
import type { Counted } from '../../../../../src/kube/objects/quota-usage.ts';
import type { CheckedFacts } from '../../../../../src/move/preflight/questions/answers.ts';
import { claimWith, podNamed, refusals, refusing } from '../../../../support/facts.ts';

function quota(hard: Record<string, string>, used: Record<string, string>, spec: ResourceQuota['spec'] = {}): ResourceQuota {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'small', namespace: 'shop' },
    spec: { hard, ...spec },
    status: { hard, used },
  };
}

/** One quota in the claim's namespace, or somewhere else, where the move will have these objects. */
function under(
  each: ResourceQuota,
  objects: readonly Counted[] = [],
  at: { cluster?: string; namespace?: string } = {},
): Partial<CheckedFacts> {
  const own = { cluster: 'this cluster', namespace: 'shop' };
  const elsewhere = Object.keys(at).length > 0;
  return { loads: [...(elsewhere ? [{ ...own, quotas: [], objects: [] }] : []), { ...own, ...at, quotas: [each], objects }] };
}

const pod = (name: string, spec: Partial<NonNullable<Pod['spec']>> = {}): Counted => ({
  kind: kinds.pod,
  object: { ...podNamed(name), spec: { containers: [{ name: 'c' }], ...spec } } as Pod,
});
const movers: readonly Counted[] = [
  { kind: kinds.job, object: podNamed('source') },
  { kind: kinds.job, object: podNamed('target') },
  pod('source'),
  pod('target'),
  { kind: kinds.secret, object: podNamed('secret') },
  { kind: kinds.claim, object: claimWith({ spec: { storageClassName: 'fast', resources: { requests: { storage: '2Gi' } } } }) },
];

describe('what the move has in a namespace at one time', () => {
  it.each([
    ['pods', '1', '0', '2'],
    ['count/pods', '3', '2', '2'],
    ['count/jobs.batch', '1', '0', '2'],
    ['secrets', '5', '5', '1'],
    ['count/secrets', '5', '5', '1'],
    ['persistentvolumeclaims', '3', '3', '1'],
    ['requests.storage', '3Gi', '1536Mi', '2Gi'],
    ['fast.storageclass.storage.k8s.io/requests.storage', '1Gi', '0', '2Gi'],
    ['fast.storageclass.storage.k8s.io/persistentvolumeclaims', '0', '0', '1'],
  ])('is refused where %s is %s and %s is used', (name, hard, used, needed) => {
    const [refusal, ...others] = refusals(under(quota({ [name]: hard }, { [name]: used }), movers, { namespace: 'liqo-storage' }));
    expect(others).toEqual([]);
    expect(refusal?.check).toBe('quota-exceeded');
    expect(refusal?.message).toContain('ResourceQuota small in namespace liqo-storage has no room');
    expect(refusal?.message).toContain(`${name} (${used} of ${hard} used, ${needed} more needed)`);
    expect(refusal?.next[0]).toMatch(/^kubectl describe resourcequota small -n liqo-storage/);
  });

  it('passes where it fits exactly, and where something else is limited or nobody has counted yet', () => {
    const fits = { pods: '2', 'count/jobs.batch': '2', secrets: '1', 'requests.storage': '2Gi' };
    const none = Object.fromEntries(Object.keys(fits).map((name) => [name, '0']));
    const at = { namespace: 'liqo-storage' };
    expect(refusing(under(quota(fits, none), movers, at))).toEqual([]);
    expect(refusing(under(quota({ services: '1' }, { services: '1' }), movers, at))).toEqual([]);
    expect(refusing(under(quota({ pods: '1' }, {}), movers, at))).toEqual([]);
  });

  it('is reckoned with the requests and limits that its containers have', () => {
    const sized = (cpu: string) => ({ name: 'c', resources: { requests: { cpu }, limits: { memory: '1Gi' } } });
    const both = ['source', 'target'].map((name) =>
      pod(name, { containers: [sized('250m'), sized('250m')], initContainers: [sized('600m')] }),
    );
    const message = (name: string, hard: string) => refusals(under(quota({ [name]: hard }, { [name]: '0' }), both))[0]?.message;
    expect(message('requests.cpu', '1')).toContain('0 of 1 used, 1200m more needed');
    expect(message('cpu', '1')).toContain('1200m');
    expect(message('limits.memory', '3Gi')).toContain('4Gi more needed');
    expect(message('requests.memory', '3Gi')).toContain('4Gi more needed');
    expect(message('requests.memory', '4Gi')).toBeUndefined();
  });

  it('counts under a quota with scopes where it fits every one of them', () => {
    const scoped = (spec: ResourceQuota['spec'], counted = [pod('a'), pod('b')]) =>
      refusing(under(quota({ pods: '1' }, { pods: '0' }, spec), [...counted, ...movers.slice(4)])).length > 0;
    expect(scoped({ scopes: ['NotTerminating', 'BestEffort'] })).toBe(true);
    expect(scoped({ scopes: ['Terminating'] })).toBe(false);
    expect(scoped({ scopes: ['NotBestEffort'] })).toBe(false);
    expect(scoped({ scopes: ['SomethingNew'] })).toBe(false);
    const priority = (operator: string, values?: string[]) =>
      scoped({ scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, ...(values && { values }) }] } }, [
        pod('a', { priorityClassName: 'high' }),
        pod('b', { priorityClassName: 'high' }),
      ]);
    expect([priority('In', ['high']), priority('NotIn', ['low']), priority('Exists')]).toEqual([true, true, true]);
    expect([priority('In', ['low']), priority('NotIn', ['high']), priority('DoesNotExist')]).toEqual([false, false, false]);
  });

  it('is told once, although a server has refused it too, and in which provider', () => {
    const at = { cluster: 'milan', namespace: 'shop-rome' };
    const words =
      'exceeded quota: small, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=0, limited: persistentvolumeclaims=0';
    const claim = movers.slice(5);
    const dryRun = { subject: 'target-claim', ...at, answer: 'refused', words, kind: kinds.claim, object: claimWith() } as const;
    const facts = under(quota({ persistentvolumeclaims: '0' }, { persistentvolumeclaims: '0' }), claim, at);
    const [refusal, ...others] = refusals({ ...facts, dryRuns: [dryRun, { ...dryRun, words: 'exceeded quota: another, requested: x=1' }] });
    expect(others.map(({ check }) => check)).toEqual(['quota-exceeded']);
    expect(refusal).toMatchObject({ check: 'target-claim-refused', message: expect.stringContaining('another') as string });
    expect(others[0]?.message).toContain('in namespace shop-rome, in milan, has no room');
    expect(others[0]?.next[0]).toMatch(/in milan$/);
  });
});

describe("the claim's successor", () => {
  it('has the room that the old claim leaves, although the dry run counts both', () => {
    const full = { persistentvolumeclaims: '1', 'requests.storage': '1Gi', 'liqo.storageclass.storage.k8s.io/requests.storage': '1Gi' };
    const words = 'exceeded quota: small, requested: persistentvolumeclaims=1';
    const dryRun = { subject: 'claim', cluster: 'this cluster', namespace: 'shop', answer: 'refused', words } as const;
    expect(refusing({ ...under(quota(full, full)), dryRuns: [{ ...dryRun, kind: kinds.claim, object: claimWith() }] })).toEqual([]);
  });

  it('would be refused by a quota that is over-used already', () => {
    const [refusal] = refusals(under(quota({ 'requests.storage': '5Gi' }, { 'requests.storage': '6Gi' })));
    expect(refusal?.check).toBe('claim-over-quota');
    expect(refusal?.message).toContain('requests.storage (6Gi of 5Gi used, 0 more needed)');
    expect(refusal?.next[0]).toMatch(/^kubectl describe resourcequota small -n shop/);
  });

  it('counts for its class by annotation, too', () => {
    const name = 'old.storageclass.storage.k8s.io/requests.storage';
    const claim = claimWith({ metadata: { annotations: { 'volume.beta.kubernetes.io/storage-class': 'old' } } });
    expect(refusing({ claim, ...under(quota({ [name]: '5Gi' }, { [name]: '6Gi' })) })).toContain('claim-over-quota');
  });

  it('is refused exactly where used - old + new is more than there is', () => {
    const size = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(size, size, size, size, (request, grown, others, hard) => {
        const mebi = (amount: number) => ({ 'requests.storage': `${amount}Mi` });
        const claim = claimWith({
          spec: { storageClassName: 'liqo', resources: { requests: { storage: `${request}Mi` } } },
          status: { phase: 'Bound', allocatedResources: { storage: `${grown}Mi` } },
        });
        const used = others + Math.max(request, grown);
        expect(refusing({ claim, ...under(quota(mebi(hard), mebi(used))) }).includes('claim-over-quota')).toBe(others + request > hard);
      }),
    );
  });
});
