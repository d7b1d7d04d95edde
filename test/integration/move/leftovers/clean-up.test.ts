import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../src/base/time/system-clock.ts';
import { acquireLease } from '../../../../src/kube/lease/lease.ts';
import { type Kind, kinds } from '../../../../src/kube/objects/kinds.ts';
import { createJournal } from '../../../../src/move/held/journal-store.ts';
import { cleanUpMoves } from '../../../../src/move/leftovers/clean-up.ts';
import { journalName, journalNamespace, moveLabels } from '../../../../src/move/model/names.ts';
import { claimOf } from '../../../support/claims.ts';
import { journalWith } from '../../../support/journals.ts';
import { portWith } from '../../../support/ports.ts';
import { untilFits } from '../../../support/until.ts';
import { volumeOf } from '../../../support/volumes.ts';
import { bind, openApiServers } from '../api-servers.ts';
import { census, contextWith, createGuard, createLate, id } from './leftover-objects.ts';

const everything = { namespace: undefined, dryRun: false };

async function open() {
  const lab = await openApiServers({ controllers: true });
  await bind(lab.rome, claimOf({ name: 'data', namespace: 'shop' }), volumeOf('of-data'));
  const before = await census(lab.rome);
  await createLate(lab.rome);
  await createGuard(lab.rome);
  const available = async () => lab.rome.read(kinds.volume, { name: `liqo-move-${id}-1` });
  await untilFits(available, ({ status }) => status?.phase === 'Available');
  return { ...lab, lab, before };
}

describe('what writes have made that arrived when their move was over', () => {
  it('is removed, and nothing else', async () => {
    const { lab, rome, before } = await open();
    const { found, unseen } = await cleanUpMoves(everything, contextWith(lab, rome));
    expect(unseen).toEqual([]);
    expect(found.filter(({ done }) => !done)).toEqual([]);
    await untilFits(
      () => census(rome),
      (now) => JSON.stringify(now.toSorted()) === JSON.stringify(before.toSorted()),
    );
  });

  it('is only listed in a dry run', async () => {
    const { lab, rome } = await open();
    const there = await census(rome);
    const { found } = await cleanUpMoves({ ...everything, dryRun: true }, contextWith(lab, rome));
    expect(found.every(({ judgement, done }) => judgement === 'remove' && !done)).toBe(true);
    expect(found.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'ValidatingAdmissionPolicy',
        'Job',
        'NetworkPolicy',
        'Secret',
        'Namespace',
        'PersistentVolumeClaim',
        'PersistentVolume',
        'Lease',
      ]),
    );
    expect(await census(rome)).toEqual(there);
  });

  it('is found by the namespace of its claim, and not by another', async () => {
    const { lab, rome } = await open();
    const of = async (namespace: string) => (await cleanUpMoves({ namespace, dryRun: true }, contextWith(lab, rome))).found;
    expect(await of('shop')).not.toEqual([]);
    expect(await of('other')).toEqual([]);
  });
});

describe('what a journal needs', () => {
  it('is left alone, with the move that it belongs to', async () => {
    const { lab, rome } = await open();
    await createJournal(rome, journalWith());
    const there = await census(rome);
    const { found } = await cleanUpMoves(everything, contextWith(lab, rome));
    expect(new Set(found.map(({ judgement, why }) => `${judgement}: ${why}`))).toEqual(new Set(['needed: the move of shop/data']));
    expect(await census(rome)).toEqual(there);
  });

  it.each([
    ['that another version has written', { data: { journal: '{}' } }],
    ['whose labels somebody has taken off', { metadata: { labels: { [moveLabels.id]: null } } }],
  ])('is left alone with a journal %s', async (_, patch) => {
    const { lab, rome } = await open();
    await createJournal(rome, journalWith());
    await rome.mergePatch(kinds.configMap, { name: journalName('shop', 'data'), namespace: journalNamespace }, patch);
    const { found } = await cleanUpMoves(everything, contextWith(lab, rome));
    expect(new Set(found.map(({ judgement }) => judgement))).toEqual(new Set(['needed']));
  });

  it('is left alone where the move begins while it is being looked at', async () => {
    const { lab, rome } = await open();
    const port = portWith(rome, {
      list: async (kind, scope) => {
        if ((kind as Kind<unknown>) === kinds.configMap) await createJournal(rome, journalWith());
        return rome.list(kind, scope);
      },
    });
    const { found } = await cleanUpMoves(everything, contextWith(lab, port));
    expect(new Set(found.map(({ judgement }) => judgement))).toEqual(new Set(['needed']));
  });

  it('is left alone as long as somebody renews the lease, although the journal was deleted', async () => {
    const { lab, rome } = await open();
    const key = { name: journalName('shop', 'data'), namespace: journalNamespace };
    const lease = await acquireLease(rome, key, { holder: 'other', seconds: 2, clock: systemClock });
    if (lease.kind === 'held') onTestFinished(() => lease.release());
    const { found } = await cleanUpMoves(everything, contextWith(lab, rome));
    expect(new Set(found.map(({ why }) => why))).toEqual(new Set(['other, which holds the lease of a move']));
  });
});

it('what has changed since it was looked at is left alone, and the rest is not', async () => {
  const { lab, rome } = await open();
  const key = { name: `liqo-move-${id}` };
  const port = portWith(rome, {
    list: async (kind, scope) => {
      const listed = await rome.list(kind, scope);
      // Somebody takes the guard up right after it was seen.
      if ((kind as Kind<unknown>) === kinds.admissionPolicyBinding)
        await rome.mergePatch(kinds.admissionPolicyBinding, key, { metadata: { annotations: { [moveLabels.fencingToken]: '2' } } });
      return listed;
    },
  });
  const { found } = await cleanUpMoves(everything, contextWith(lab, port));
  expect(found.filter(({ done }) => !done)).toMatchObject([{ kind: 'ValidatingAdmissionPolicyBinding', name: key.name }]);
  expect(await rome.find(kinds.admissionPolicyBinding, key)).toBeDefined();
});
