import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { kinds } from '../../../../../src/kube/objects/kinds.ts';
import type { AccessQuestion } from '../../../../../src/kube/client/port.ts';
import { readMissingRights } from '../../../../../src/move/preflight/facts/missing-rights.ts';
import { neededRights, type RequiredAccess } from '../../../../../src/move/preflight/facts/rights.ts';
import { accessIn } from '../../../../support/required-access.ts';
import { portOf } from '../../../../support/scripted-port.ts';
import { refusals } from '../../../../support/facts.ts';

const right = (verb: string, resource: string, namespace?: string, group = ''): AccessQuestion => ({
  verb,
  group,
  resource,
  ...(namespace && { namespace }),
});

test('missing rights are one refusal, verbs by resource and namespace', () => {
  const missingRights = [
    right('create', 'jobs', 'liqo-storage', 'batch'),
    right('list', 'persistentvolumes'),
    right('delete', 'jobs', 'liqo-storage', 'batch'),
  ];
  const [refusal, ...others] = refusals({ missingRights });
  expect(others).toEqual([]);
  expect(refusal?.message).toBe('alice lacks 3 rights that the move uses in this cluster');
  expect(refusal?.seen).toEqual(['create, delete jobs.batch in namespace liqo-storage', 'list persistentvolumes']);
  expect(refusal?.next[1]).toMatch(/^kubectl auth can-i create jobs.batch -n liqo-storage/);
});

const print = accessIn('shop');
const asks = (change: Partial<RequiredAccess>) =>
  neededRights({ ...print, ...change }).map(({ verb, resource, namespace = '' }) => `${verb} ${resource} ${namespace}`);

describe('a move asks', () => {
  it('no right twice, and none to delete pods of others', () => {
    const all = asks({});
    expect(new Set(all).size).toBe(all.length);
    expect(all).not.toContain('delete pods shop');
    expect(all).toEqual(expect.arrayContaining(['delete persistentvolumeclaims shop', 'create jobs shop', 'create jobs liqo-storage']));
  });

  it('for finished pods only with the flag', () => expect(asks({ removesPods: true })).toContain('delete pods shop'));

  it('to make a class only where one has to be made', () => {
    expect([asks({}), asks({ makesClass: true })].map((all) => all.includes('create storageclasses '))).toEqual([false, true]);
  });

  it('nothing about providers when none takes part', () => {
    const rights = asks({ remote: false });
    expect(rights.filter((each) => /virtualnodes|namespaceoffloadings|jobs shop|events/.test(each))).toEqual([]);
  });

  it('nothing about real claims here when neither end is', () => {
    expect(asks({ storageNamespace: undefined }).filter((each) => each.includes('liqo-storage'))).toEqual([]);
  });

  it('for the Secrets of tenants only where they are read', () => {
    expect(asks({ tenants: ['liqo-tenant-milan'] })).toContain('get secrets liqo-tenant-milan');
  });

  it('for policies only where they are served', () => {
    expect(asks({ guarded: false }).filter((each) => each.includes('admission'))).toEqual([]);
  });

  it('to look at the owners that the claim has', () =>
    expect(asks({ ownerKinds: [kinds.statefulSet] })).toContain('get statefulsets shop'));
});

test('every right is asked for, few at a time, and what is missing keeps its order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 120 }), async (allowed) => {
      let running = 0;
      let most = 0;
      const allows = async ({ name = '' }: AccessQuestion) => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        return allowed[Number(name)] === true;
      };
      const questions = allowed.map((_, index) => ({ ...right('get', 'pods'), name: String(index) }));
      const missing = await readMissingRights(portOf({ allows }), questions);
      expect(missing).toEqual(questions.filter((_, index) => allowed[index] !== true));
      expect(most).toBeLessThanOrEqual(16);
    }),
  );
});
