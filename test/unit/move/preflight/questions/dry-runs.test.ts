import { describe, expect, it, test } from 'vitest';
import { KubeError, type KubeReason } from '../../../../../src/kube/client/errors.ts';
import { type Claim, type Kind, kinds, type Pod } from '../../../../../src/kube/objects/kinds.ts';
import { askServers } from '../../../../../src/move/preflight/questions/dry-runs.ts';
import type { Facts } from '../../../../../src/move/preflight/facts/facts.ts';
import { planMove } from '../../../../../src/move/preflight/plan-move.ts';
import { portOf } from '../../../../support/scripted-port.ts';
import { factsWith, toLocal } from '../../../../support/facts.ts';

interface Asked {
  readonly cluster: string;
  readonly kind: string;
  readonly object: Claim | Pod;
  readonly dryRun: boolean | undefined;
}

/** Two servers that answer to every creation what `answer` throws; what they were asked is remembered. */
function servers(answer: (asked: Asked) => void = () => undefined, mayCreate = (_kind: string) => true) {
  const asked: Asked[] = [];
  const port = (cluster: string) =>
    portOf({
      cluster,
      allows: async ({ resource }: { resource: string }) => mayCreate(resource),
      create: async (kind: Kind<unknown>, object: Claim, options?: { dryRun?: boolean }) => {
        const question = { cluster, kind: kind.kind, object, dryRun: options?.dryRun };
        asked.push(question);
        answer(question);
        return object;
      },
    });
  const [consumer, milan] = [port('rome'), port('milan')];
  return { asked, consumer, provider: async () => milan };
}

async function ask(facts: Facts, { consumer, provider }: ReturnType<typeof servers>) {
  const plan = planMove(facts);
  if (plan === undefined) throw new Error('no plan');
  return askServers(consumer, provider, plan);
}

const refusal = (reason: KubeReason, message: string) => new KubeError({ reason, message, attempt: 'try' });

describe('the servers are asked', () => {
  it('in dry runs only, about everything that is made: claims and movers at both ends', async () => {
    const to = servers();
    const answers = await ask(factsWith(), to);
    expect(answers.every(({ answer }) => answer === 'accepted')).toBe(true);
    expect(to.asked.every(({ dryRun }) => dryRun === true)).toBe(true);
    expect(to.asked.map(({ cluster, kind, object }) => `${cluster} ${kind} ${object.metadata.namespace}`)).toEqual([
      'rome PersistentVolumeClaim shop',
      'milan PersistentVolumeClaim shop-rome',
      'rome Job liqo-storage',
      'rome Pod liqo-storage',
      'rome Job shop',
      'rome Pod shop',
    ]);
  });

  it('about the claim under another name, as the cut will make it', async () => {
    const to = servers();
    await ask(factsWith(), to);
    const claim = to.asked[0]?.object as Claim;
    expect(claim.metadata.name).not.toBe('data');
    expect(claim.spec).toEqual({ accessModes: ['ReadWriteOnce'], storageClassName: 'liqo', resources: { requests: { storage: '1Gi' } } });
  });

  it('about the real claim in this cluster where the target is local', async () => {
    const to = servers();
    await ask(factsWith(toLocal), to);
    expect(new Set(to.asked.map(({ cluster }) => cluster))).toEqual(new Set(['rome']));
    expect(to.asked[1]?.object.spec).toMatchObject({ storageClassName: 'local-path' });
  });
});

describe('an answer', () => {
  const cases: [KubeReason, string, string][] = [
    ['forbidden', 'exceeded quota: q', 'refused'],
    ['invalid', 'spec.resources: too small', 'refused'],
    ['alreadyExists', 'there is one', 'accepted'],
    ['invalid', 'admission webhook "w" does not support dry run', 'unknown'],
    ['serverError', 'failed calling webhook "w"', 'unknown'],
    ['unreachable', 'no route', 'unknown'],
  ];
  it.each(cases)('%s: %s counts as %s', async (reason, words, answer) => {
    const throwing = () => {
      throw refusal(reason, words);
    };
    const [first] = await ask(factsWith(), servers(throwing));
    expect(first).toMatchObject({ subject: 'claim', cluster: 'rome', namespace: 'shop', answer });
    expect(first?.words).toBe(answer === 'accepted' && reason !== 'alreadyExists' ? '' : words);
  });
});

test('pods that the user may not make are not tried: the controller of the Job makes them', async () => {
  const to = servers(undefined, (resource) => resource !== kinds.pod.plural);
  const answers = await ask(factsWith(), to);
  expect(to.asked.some(({ kind }) => kind === 'Pod')).toBe(false);
  expect(answers.filter(({ answer }) => answer === 'unknown')).toHaveLength(2);
});
