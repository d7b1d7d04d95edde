// @module-tag core
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../src/base/time/system-clock.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { acquireLease } from '../../../../src/kube/lease/lease.ts';
import { type Journal, withPhase } from '../../../../src/move/model/journal.ts';
import { createJournal } from '../../../../src/move/held/journal-store.ts';
import { journalName, journalNamespace } from '../../../../src/move/model/names.ts';
import type { PhaseName } from '../../../../src/move/model/phase-names.ts';
import { abortMove } from '../../../../src/move/engine/abort.ts';
import { resumeMove } from '../../../../src/move/engine/resume.ts';
import { contextOf } from '../../../support/contexts.ts';
import { journalWith } from '../../../support/journals.ts';
import { type ApiServers, openApiServers, removeNow } from '../api-servers.ts';
import { portWith } from '../../../support/ports.ts';
import { recordWrites } from '../../../support/recorded-writes.ts';

const ref = { namespace: 'shop', claim: 'data' };
const plain = { discardChanges: false, recreate: false };

async function openCommands(journal?: Partial<Journal>) {
  const lab = await openApiServers();
  if (journal !== undefined) await createJournal(lab.rome, journalWith(journal));
  const { port, writes } = recordWrites(lab.rome);
  return { lab, writes, context: contextOf(port) };
}

const begun = (name: PhaseName) => withPhase(journalWith(), name, { state: 'intended', at: '2026-01-01T00:00:00.000Z' });
const refusal = (check: string, next: RegExp) => ({
  kind: 'refused',
  refusals: [
    { check, message: expect.any(String), next: expect.arrayContaining([expect.objectContaining({ words: expect.stringMatching(next) })]) },
  ],
});

/** Somebody else who runs the move, and lives. */
async function runElsewhere({ rome }: ApiServers): Promise<void> {
  const key = { name: journalName(ref.namespace, ref.claim), namespace: journalNamespace };
  const lease = await acquireLease(rome, key, { holder: 'other', seconds: 1, clock: systemClock });
  if (lease.kind === 'held') onTestFinished(() => lease.release());
}

describe('a move that its holder ends while another command waits for the lease', () => {
  it.each(['resume', 'abort'])('leaves no lease: %s', async (command) => {
    const { lab, context } = await openCommands({});
    const key = { name: journalName(ref.namespace, ref.claim), namespace: journalNamespace };
    const consumer = portWith(lab.rome, {
      find: async (kind, wanted) => {
        const found = await lab.rome.find(kind, wanted);
        if (kind.kind === 'ConfigMap' && found !== undefined) await removeNow(lab.rome, kinds.configMap, key);
        return found;
      },
    });
    const ending = command === 'resume' ? resumeMove(ref, { ...context, consumer }) : abortMove(ref, plain, { ...context, consumer });
    await expect(ending).rejects.toThrow('the journal of the move of shop/data is gone');
    expect(await lab.rome.find(kinds.lease, key)).toBeUndefined();
  });
});

describe('nothing is written by a command that is refused', () => {
  it.each(['resume', 'abort'])('since there is no move: %s', async (command) => {
    const { writes, context } = await openCommands();
    const outcome = command === 'resume' ? await resumeMove(ref, context) : await abortMove(ref, plain, context);
    expect(outcome).toMatchObject(refusal('no-move', /^move list$/));
    expect(outcome).toMatchObject({
      refusals: [{ message: expect.stringContaining('there is no move of claim shop/data: claim data not found') }],
    });
    expect(writes).toEqual([]);
  });

  it.each(['resume', 'abort'])('since the move is being run: %s', async (command) => {
    const { lab, writes, context } = await openCommands({});
    await runElsewhere(lab);
    const outcome = command === 'resume' ? await resumeMove(ref, context) : await abortMove(ref, plain, context);
    expect(outcome).toMatchObject(refusal('move-running', /^move list$/));
    expect(outcome).toMatchObject({ refusals: [{ message: 'the move of claim shop/data is being run by other' }] });
    expect(writes).toEqual([]);
  });

  it('since the application may have written to the new copy', async () => {
    const { writes, context } = await openCommands(begun('lift-guard'));
    expect(await abortMove(ref, plain, context)).toMatchObject(refusal('changes-would-be-lost', /--discard-changes/));
    expect(writes).toEqual([]);
  });

  it.each([false, true])('since the old copy is being released, whatever may be lost (%s)', async (discardChanges) => {
    const { writes, context } = await openCommands({ ...begun('release-source'), noReturnAt: '2026-01-01T00:00:00.000Z' });
    expect(await abortMove(ref, { ...plain, discardChanges }, context)).toMatchObject(refusal('no-way-back', /^move resume data -n shop$/));
    expect(writes).toEqual([]);
  });
});
