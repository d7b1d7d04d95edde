import { describe, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { createJournal, findJournal } from '../../../../src/move/held/journal-store.ts';
import { keepJournal } from '../../../../src/move/held/kept-journal.ts';
import type { MoveEvent } from '../../../../src/move/model/events.ts';
import { takeMoveLease } from '../../../../src/move/engine/first-writes.ts';
import type { Journal } from '../../../../src/move/model/journal.ts';
import { journalName, journalNamespace } from '../../../../src/move/model/names.ts';
import { contextOf } from '../../../support/contexts.ts';
import { journalWith } from '../../../support/journals.ts';
import { openApiServers, removeNow } from '../api-servers.ts';

const key = { name: journalName('shop', 'data'), namespace: journalNamespace };
const ref = { namespace: 'shop', name: 'data' };
const at = (attempt: number) => (journal: Journal) => ({ ...journal, attempt });

async function open() {
  const { rome } = await openApiServers();
  const lease = await takeMoveLease(contextOf(rome), { namespace: 'shop', claim: 'data' });
  if (lease.kind !== 'held') throw new Error('it is held by nobody else');
  const events: MoveEvent[] = [];
  const emit = (event: MoveEvent) => events.push(event);
  const journal = keepJournal({ consumer: rome, emit }, await createJournal(rome, journalWith()), lease);
  await journal.update(at(2));
  return { rome, lease, journal, events };
}

describe('a journal that somebody deletes', () => {
  it('is written again by the move that holds the lease, which says so', async () => {
    const { rome, lease, journal, events } = await open();
    await removeNow(rome, kinds.configMap, key);
    await journal.update((value) => ({ ...value, leftBehind: ['something'] }));
    await journal.update(at(3));
    expect((await findJournal(rome, ref))?.value).toEqual(journalWith({ attempt: 3, leftBehind: ['something'] }));
    expect(events).toEqual([{ type: 'warning', text: expect.stringContaining('deleted the journal') }]);
    await journal.remove();
    expect(await findJournal(rome, ref)).toBeUndefined();
    await lease.release();
  });

  it.each(['is free', 'is gone', 'is held by another'])('stays so where the lease %s', async (how) => {
    const { rome, lease, journal } = await open();
    await removeNow(rome, kinds.configMap, key);
    if (how === 'is gone') await removeNow(rome, kinds.lease, key);
    else await rome.mergePatch(kinds.lease, key, { spec: { holderIdentity: how === 'is free' ? null : 'another' } });
    await expect(journal.update(at(3))).rejects.toThrow('another liqoctl has taken over this move');
    expect(await findJournal(rome, ref)).toBeUndefined();
    await lease.release();
  });
});
