import { describe, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { runSteps } from '../../../../src/move/homes/run-steps.ts';
import type { Home } from '../../../../src/volumes/home.ts';
import { done, type HomeStep, notYet, type NotYet, recordHome } from '../../../../src/volumes/step.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { journalWith, localSource } from '../../../support/journals.ts';
import { heldInMemory, moveOf } from '../../../support/moves.ts';
import { openWatch, portOf } from '../../../support/scripted-port.ts';
import { volumeOf } from '../../../support/volumes.ts';

const volume = {
  ...volumeOf('real'),
  metadata: { name: 'real', uid: 'v', resourceVersion: '2', deletionTimestamp: 'now', finalizers: ['x/y'] },
};

/** A cluster with one volume, whose version is 2 and stays so. */
const port = portOf({
  find: async () => volume,
  list: async ({ kind }: { kind: string }) => ({ items: kind === 'Event' ? [] : [volume], resourceVersion: '2' }),
  watch: (_kind: unknown, _scope: unknown, _version: string, signal: AbortSignal) => openWatch(signal),
  mergePatch: async () => volume,
});

const waitFor = (because: string, version: string): NotYet =>
  notYet(because, {
    port,
    kind: kinds.volume,
    key: { name: 'real' },
    object: { ...volume, metadata: { ...volume.metadata, resourceVersion: version } },
  });

/** Steps that answer this, one after the other, on a clock that runs as fast as anybody waits for it. */
async function run(...answers: HomeStep<Home>[]) {
  const clock = createFakeClock();
  const move = moveOf({ rome: port, milan: port, journal: heldInMemory(journalWith()) }, { clock });
  const [asked, recorded]: [number[], Home[]] = [[], []];
  const ask = async () => {
    asked.push(recorded.length);
    return answers.shift() ?? done(localSource);
  };
  let over = false;
  const running = runSteps(move, { ask, record: async (home) => void recorded.push(home) }).finally(() => (over = true));
  running.catch(() => undefined);
  while (!over) await clock.advance(5_000);
  return { left: running, move, asked, recorded, elapsed: clock.elapsed() };
}

describe('the waits of a move around the steps of a home', () => {
  it('record what a step says before they ask again', async () => {
    const begun = { ...localSource, renamingTo: 'uid-2' };
    const { left, asked, recorded } = await run(recordHome(begun), recordHome(localSource));
    expect(await left).toEqual([]);
    expect(recorded).toEqual([begun, localSource]);
    expect(asked).toEqual([0, 1, 2]);
  });

  it('ask again at a change, and say each thing once', async () => {
    const { left, move, asked } = await run(waitFor('a thing', '0'), waitFor('a thing', '1'), waitFor('another', '1'));
    expect(await left).toEqual([]);
    expect(asked).toHaveLength(4);
    expect(move.waits).toEqual(['a thing', 'another']);
  });

  it('give up after the stall time, which begins anew with each thing that is waited for', async () => {
    const { left, elapsed } = await run(waitFor('a thing', '1'), waitFor('another', '2'));
    await expect(left).rejects.toMatchObject({
      kind: 'move',
      message: 'gave up after 900 s of waiting for another',
      seen: expect.arrayContaining(['PersistentVolume real in this cluster: it is kept by finalizer x/y']),
    });
    expect(elapsed).toBeGreaterThanOrEqual(900_000);
  });

  it('leave behind after a while what is to go, in words', async () => {
    const { left, elapsed } = await run({ ...waitFor('volume real to be gone', '2'), going: 'v' });
    expect(await left).toEqual([
      'PersistentVolume real in this cluster is still there: it is kept by finalizer x/y; it goes by itself once that is fixed',
    ]);
    expect(elapsed).toBeLessThan(60_000);
  });

  it('leave nothing behind where another one has the name by then', async () => {
    expect(await (await run({ ...waitFor('volume real to be gone', '2'), going: 'earlier' })).left).toEqual([]);
  });
});
