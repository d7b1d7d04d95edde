import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { killPod } from '../../place/kill-pod.ts';
import { type App, createApp, listing, fillLong } from '../../place/app.ts';
import { type Snapshot, takeSnapshot, differences } from '../../place/snapshot.ts';
import { startMove } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';

describe('a move in whose middle something else dies', () => {
  let place: Place;
  let app: App;
  let files: string;
  let before: Snapshot;
  beforeAll(async () => {
    place = await openPlace();
  });
  afterAll(async () => place.close());
  beforeEach(async ({ skip }) => {
    if (!place.shared) skip('the sandbox has specs of its own for this, which kill more exactly');
    const [node] = place.localNodes;
    app = await createApp(place, { node, fill: fillLong });
    files = await listing(place, app, node);
    before = await takeSnapshot(place, app);
  });

  const begin = () => startMove(place, app, place.virtualNode);

  async function expectUndone(end: { exitCode: number | undefined; stdout: string }): Promise<void> {
    expect(end.exitCode, end.stdout).toBe(4);
    await expect.poll(async () => differences(before, await takeSnapshot(place, app)), { timeout: 60_000 }).toEqual([]);
    expect(await listing(place, app, place.localNodes[0])).toBe(files);
  }

  async function expectMoved(end: { exitCode: number | undefined; stdout: string }): Promise<void> {
    expect(end.exitCode, end.stdout).toBe(0);
    expect(await listing(place, app, place.virtualNode)).toBe(files);
  }

  it('goes on with another source mover when the first vanishes: it has only read', async () => {
    const move = begin();
    await killPod(place.consumer, 'move.liqo.io/role=source');
    await expectMoved(await move.ended);
  });

  it('is undone when the target mover vanishes: it may still be writing', async () => {
    const move = begin();
    await killPod(place.consumer, 'move.liqo.io/role=target');
    await expectUndone(await move.ended);
  });

  it('is undone when the repository vanishes', async () => {
    const move = begin();
    await move.event((event) => event.type === 'phase-started' && event.phase === 'stage-target');
    await killPod(place.consumer, 'app.kubernetes.io/component=repository');
    await expectUndone(await move.ended);
  });

  it('goes on when what plays the virtual kubelet dies and comes back', async ({ skip }) => {
    const { faults } = place;
    if (faults === undefined) return skip('the virtual kubelet here is not ours to kill');
    const move = begin();
    await move.event((event) => event.type === 'phase-started' && event.phase === 'stage-target');
    await faults.withoutLiqo(() => pause(10_000));
    await expectMoved(await move.ended);
  });

  it('goes on when the API server was away for half a minute', async ({ skip }) => {
    const { faults } = place;
    if (faults === undefined) return skip('the API server here is not ours to stop');
    const move = begin();
    await move.event((event) => event.type === 'phase-started' && event.phase === 'stage-target');
    await faults.withoutApi(() => pause(30_000));
    await expectMoved(await move.ended);
  });
});
