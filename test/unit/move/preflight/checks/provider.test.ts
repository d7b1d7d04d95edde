import { describe, expect, it, test } from 'vitest';
import { AppError } from '../../../../../src/base/errors.ts';
import type { OffloadingCondition } from '../../../../../src/liqo/kinds.ts';
import type { ProviderFacts } from '../../../../../src/move/preflight/facts/provider.ts';
import { claimWith, factsWith, providerWith, refusals, refusing, remoteVolume } from '../../../../support/facts.ts';

const condition = (type: OffloadingCondition['type'], status: OffloadingCondition['status'], reason = 'Why'): OffloadingCondition => ({
  type,
  status,
  reason,
  message: 'in words',
});
const selected = condition('OffloadingRequired', 'True');
const milan = (change: Partial<ProviderFacts>) => ({ providers: new Map([['milan', providerWith(change)]]) });
const { offloading } = factsWith();

describe('a provider is refused', () => {
  const ending = offloading && { ...offloading, metadata: { ...offloading.metadata, deletionTimestamp: 'now' } };
  const cases: [string, Parameters<typeof refusals>[0], string, RegExp, RegExp][] = [
    [
      'without any offloading',
      { ...milan({ accepted: false }), offloading: undefined },
      'namespace-not-offloaded',
      /shop is not offloaded, so its volumes cannot be placed on milan/,
      /^liqoctl offload namespace shop$/,
    ],
    [
      'that is not chosen',
      milan({ accepted: false, conditions: [condition('OffloadingRequired', 'False')] }),
      'namespace-not-offloaded',
      /clusterSelector does not choose/,
      /kubectl edit namespaceoffloading/,
    ],
    [
      'that is not Ready',
      milan({ accepted: false, conditions: [selected, condition('Ready', 'False', 'CreationLoopBackOff')] }),
      'namespace-not-ready',
      /not Ready there: CreationLoopBackOff, in words/,
      /remoteNamespacesConditions/,
    ],
    [
      'that has not said anything yet',
      milan({ accepted: false, conditions: [selected] }),
      'namespace-not-ready',
      /not Ready there$/,
      /kubectl get namespaceoffloading/,
    ],
    [
      'whose offloading ends',
      { ...milan({ accepted: false }), offloading: ending },
      'namespace-offloading-ends',
      /being removed/,
      /kubectl get namespaceoffloading/,
    ],
    [
      'that cannot be talked to',
      milan({ problem: new AppError('cluster', 'cannot reach it', { seen: ['no route'] }) }),
      'provider-access',
      /cannot reach it; no route/,
      /^--remote-kubeconfig milan=FILE/,
    ],
    [
      'that does not allow it',
      milan({
        missingRights: ['create', 'delete'].map((verb) => ({
          verb,
          group: '',
          resource: 'persistentvolumeclaims',
          namespace: 'shop-rome',
        })),
      }),
      'provider-rights',
      /for milan lacks 2 rights/,
      /^--remote-kubeconfig milan=FILE/,
    ],
  ];
  it.each(cases)('%s', (...[, change, check, message, next]) => {
    const [refusal, ...others] = refusals(change);
    expect(others).toEqual([]);
    expect(refusal?.check).toBe(check);
    expect(refusal?.message).toMatch(message);
    expect(refusal?.next[0]).toMatch(next);
  });
});

test('both providers of a move are told of, each with its own reason', () => {
  const providers = new Map([
    ['milan', providerWith({ accepted: false, conditions: [selected] })],
    ['paris', providerWith({ id: 'paris', claim: claimWith(), problem: new AppError('cluster', 'no kubeconfig') })],
  ]);
  const found = refusals({ providers, volume: remoteVolume('paris') });
  expect(found.map(({ check }) => check)).toEqual(['namespace-not-ready', 'provider-access']);
  expect(found.map(({ message }) => message.match(/milan|paris/)?.[0])).toEqual(['milan', 'paris']);
});

test("Liqo's id of this cluster is needed for providers only", () => {
  expect(refusing({ clusterId: undefined })).toEqual(['cluster-id-missing']);
  expect(refusing({ clusterId: undefined, blind: new Set(['configmaps']) })).toEqual([]);
});
