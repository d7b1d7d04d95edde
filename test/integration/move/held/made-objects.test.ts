import { describe, expect, it } from 'vitest';
import { type Job, kinds, type Secret } from '../../../../src/kube/objects/kinds.ts';
import { ensureMover } from '../../../../src/move/copy/mover.ts';
import { ensureReserved } from '../../../../src/move/cutover/reservation.ts';
import { movedHome } from '../../../../src/move/homes/moved-home.ts';
import { retryTransient } from '../../../../src/move/held/retry.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { ensureCredentials, removeCredentials } from '../../../../src/move/workspace/credentials.ts';
import { claimOf } from '../../../support/claims.ts';
import { localSource } from '../../../support/journals.ts';
import { volumeOf } from '../../../support/volumes.ts';
import { bind, openApiServers } from '../api-servers.ts';
import { localHomeOf, storage } from '../local-source.ts';

const id = 'abcdefghij';
const [earlier, now] = [5, 9];
const begun = { epoch: now, firstEpoch: now, providers: [] };
const labels = { [moveLabels.id]: id };
const marksOf = (token: number) => ({ [moveLabels.id]: id, [moveLabels.fencingToken]: String(token) });

const secretOf = (labels: Record<string, string>, token: number): Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: `liqo-move-${id}-1`, namespace: storage, labels, annotations: marksOf(token) },
  data: { user: 'AA==' },
});

const jobOf = (token: number): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: `liqo-move-${id}-1-source-1`, namespace: storage, labels, annotations: marksOf(token) },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'x', image: 'x' }] } } },
});

async function open() {
  const lab = await openApiServers({ controllers: true });
  const move = await lab.move({ ...begun, target: { ...localSource, claim: `move-${id}-1` } });
  const { workspace } = move.journal.value;
  await lab.rome.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: workspace } });
  return { ...lab, move, workspace };
}

describe('what an earlier move of the claim has made under the same name', () => {
  it('is no Secret of this one', async () => {
    const { rome, move } = await open();
    const late = await rome.create(kinds.secret, secretOf(labels, earlier));
    await ensureCredentials(move);
    const made = await rome.read(kinds.secret, { name: late.metadata.name, namespace: storage });
    expect(made.metadata.uid).not.toBe(late.metadata.uid);
    expect(made.metadata.annotations).toMatchObject({ [moveLabels.fencingToken]: String(now) });
  });

  it('is no mover of this one', async () => {
    const { rome, move } = await open();
    const late = await rome.create(kinds.job, jobOf(earlier));
    const made = await ensureMover(move, 'source', 1);
    expect(made.metadata.uid).not.toBe(late.metadata.uid);
    expect(await ensureMover(move, 'source', 1)).toMatchObject({ metadata: { uid: made.metadata.uid } });
  });

  it('is no volume that the claim could be bound to', async () => {
    const { rome, move } = await open();
    const copy = await bind(rome, claimOf({ name: 'copy', namespace: storage }), volumeOf('copy', { hostPath: { path: '/new' } }));
    await move.journal.update((journal) => ({ ...journal, target: localHomeOf(copy, 'Delete') }));
    const reserved = { claimRef: { namespace: 'shop', name: 'data' }, hostPath: { path: '/old' } };
    await rome.create(kinds.volume, volumeOf(`liqo-move-${id}-1`, reserved, { annotations: marksOf(earlier) }));
    const volume = await retryTransient(move, () => ensureReserved(move, 'target'));
    expect(volume.spec?.hostPath).toMatchObject({ path: '/new' });
  });

  it('is no staged claim', async () => {
    const { rome, move } = await open();
    const late = claimOf({ name: `move-${id}-1`, namespace: storage }, { labels, annotations: marksOf(earlier) });
    await rome.create(kinds.claim, late);
    const { claimUid: _, volume: _v, ...target } = { ...localSource, claim: `move-${id}-1` };
    await move.journal.update((journal) => ({ ...journal, target }));
    await expect(movedHome(move, 'target').stage()).rejects.toThrow('is not the one that this move knows');
  });
});

it('a Secret of somebody else is neither used nor removed', async () => {
  const { rome, move } = await open();
  const foreign = await rome.create(kinds.secret, secretOf({}, now));
  await expect(ensureCredentials(move)).rejects.toThrow(`Secret liqo-move-${id}-1 is not of this move`);
  await removeCredentials(move);
  expect(await rome.read(kinds.secret, { name: foreign.metadata.name, namespace: storage })).toEqual(foreign);
});

it('what an earlier holder of the same move has made is used', async () => {
  const { rome, move } = await open();
  const second = { ...move, fencingToken: now + 1 };
  const made = await ensureMover(move, 'source', 1);
  expect(await ensureMover(second, 'source', 1)).toMatchObject({ metadata: { uid: made.metadata.uid } });
  expect((await rome.list(kinds.job)).items).toHaveLength(1);
});
