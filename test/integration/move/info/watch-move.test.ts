// @module-tag core
import { expect, it, onTestFinished } from 'vitest';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import { createJournal } from '../../../../src/move/held/journal-store.ts';
import { keepRecord } from '../../../../src/move/record/record-store.ts';
import { readMoveStatus } from '../../../../src/move/info/move-status.ts';
import { watchMove } from '../../../../src/move/info/watch-move.ts';
import type { MoveEvent } from '../../../../src/move/model/events.ts';
import { type JournalHandle, withPhase } from '../../../../src/move/model/journal.ts';
import { journalNamespace, moveLabels } from '../../../../src/move/model/names.ts';
import type { PhaseName } from '../../../../src/move/model/phase-names.ts';
import { renderRecord } from '../../../../src/move/record/record.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { startApiServer } from '../../../sandbox/api/server.ts';
import { contextOf } from '../../../support/contexts.ts';
import { journalWith } from '../../../support/journals.ts';
import { portWith } from '../../../support/ports.ts';

const ref = { namespace: 'shop', claim: 'data' };
const counted = '{"message_type":"status","step":"backup","pass":1,"bytes_done":50,"total_bytes":100,"files_done":2}';

/** A cluster in which the source's mover of a move says how far it is. */
async function openCluster(): Promise<{ port: KubePort; journal: JournalHandle }> {
  const server = await startApiServer({ name: 'rome' });
  onTestFinished(() => server.close());
  const admin = server.as({ name: 'alice', groups: ['system:masters'] });
  for (const name of [journalNamespace, 'liqo-storage'])
    await admin.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const port = portWith(admin, {
    async *logs() {
      yield 'not one of ours';
      yield counted;
    },
  });
  const journal = await createJournal(port, journalWith());
  const { id, attempt } = journal.value;
  const labels = { [moveLabels.id]: id, [moveLabels.attempt]: String(attempt), [moveLabels.role]: 'source' };
  const metadata = { name: 'mover', namespace: 'liqo-storage', labels };
  await admin.create(kinds.pod, { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'restic', image: 'x' }] } } as Pod);
  return { port, journal };
}

const set = (journal: JournalHandle, phase: PhaseName, state: 'intended' | 'done' | 'undoing' | 'undone') =>
  journal.update((value) => withPhase(value, phase, { state, at: '2026-01-01T00:00:05.000Z', milliseconds: 7 }));

it('shows a move as the program that runs it does, until it ends', async () => {
  const { port, journal } = await openCluster();
  await set(journal, 'arm-guard', 'done');
  await set(journal, 'take-snapshot', 'intended');
  const clock = createFakeClock();
  const events: MoveEvent[] = [];
  const watching = watchMove(ref, contextOf(port, { clock, emit: (event) => events.push(event) }));
  await expect
    .poll(() => events.map((event) => event.type))
    .toEqual(['move-started', 'phase-started', 'phase-done', 'phase-started', 'progress']);
  expect(events.at(-1)).toEqual({
    type: 'progress',
    phase: 'take-snapshot',
    progress: { bytes: 50, totalBytes: 100, files: 2, pass: 1 },
  });
  events.length = 0;
  await expect.poll(() => clock.slept.at(-1)).toBe(1000);
  await set(journal, 'take-snapshot', 'done');
  await set(journal, 'arm-guard', 'undone');
  await clock.advance(1000);
  await expect.poll(() => clock.slept.filter((milliseconds) => milliseconds === 1000)).toHaveLength(2);
  expect(events.filter(({ type }) => type !== 'progress')).toEqual([
    { type: 'phase-done', phase: 'take-snapshot', direction: 'forward', milliseconds: 7 },
    { type: 'phase-started', phase: 'arm-guard', direction: 'back', step: 1, steps: 1 },
    { type: 'phase-done', phase: 'arm-guard', direction: 'back', milliseconds: 7 },
  ]);
  const record = renderRecord(journal.value, 'undone');
  await keepRecord(port, record);
  await journal.remove();
  await clock.advance(1000);
  expect(await watching).toEqual({ kind: 'ended', record });
});

it('is told without watching, too: of a move that is open, of one that has ended, of none', async () => {
  const { port, journal } = await openCluster();
  await set(journal, 'take-snapshot', 'intended');
  const known = await readMoveStatus(ref, contextOf(port));
  expect(known).toMatchObject({ kind: 'open', status: { state: 'stopped', step: 6, steps: 15, progress: { bytes: 50, totalBytes: 100 } } });
  const record = renderRecord(journal.value, 'moved');
  await keepRecord(port, record);
  await journal.remove();
  expect(await readMoveStatus(ref, contextOf(port))).toEqual({ kind: 'ended', record });
  expect(await readMoveStatus({ ...ref, claim: 'other' }, contextOf(port))).toMatchObject({
    kind: 'missing',
    message: expect.stringMatching(/^claim other not found/),
  });
});

it('does without what may not be read', async () => {
  const { port, journal } = await openCluster();
  await set(journal, 'take-snapshot', 'intended');
  const forbidden = () => Promise.reject(new KubeError({ reason: 'forbidden', message: 'no' }));
  const known = await readMoveStatus(ref, contextOf(portWith(port, { list: forbidden })));
  expect(known).toMatchObject({ kind: 'open', status: { step: 6 } });
  expect(known).not.toHaveProperty('status.progress');
});
