import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, it } from 'vitest';
import type { PhaseName } from '../../../src/move/model/phase-names.ts';
import { type App, createApp, listing } from '../../place/app.ts';
import { awaySeconds } from '../../place/away.ts';
import { type CliRun, startMove, steadyLease } from '../../place/cli.ts';
import { expectMovedOrUndone } from '../../place/ended-move.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { slowly } from '../../place/slow-move.ts';
import { takeSnapshot } from '../../place/snapshot.ts';

const cutOffSeconds = awaySeconds(600);

let place: Place;
beforeAll(async () => {
  place = { ...(await openPlace()), programs: { seconds: 900 + cutOffSeconds } };
});
afterAll(async () => place.close());

async function prepare(from: string, to: string) {
  const app = await createApp(place, { node: from, fill: slowly.fill });
  return { app, from, to, files: await listing(place, app, from), before: await takeSnapshot(place, app) };
}

async function startUntil(phase: PhaseName, app: App, to: string): Promise<CliRun> {
  const run = startMove(place, app, to, [...steadyLease, ...slowly.flags]);
  await run.event((event) => event.type === 'phase-started' && event.phase === phase);
  return run;
}

it(
  'a move out and one back end well, while the network between the clusters is cut',
  { timeout: 1_800_000 + cutOffSeconds * 1000 },
  async ({ skip }) => {
    const { faults } = place;
    if (faults === undefined) return skip('the network here is not ours to cut');
    const [here] = place.localNodes;
    const out = await prepare(here, place.virtualNode);
    const back = await prepare(place.virtualNode, here);
    const restoring = await startUntil('restore-data', out.app, out.to);
    const reading = await startUntil('take-snapshot', back.app, back.to);
    await faults.withoutNode(`${place.provider}-1`, () => pause(cutOffSeconds * 1000));
    await expectMovedOrUndone(place, out, await restoring.ended);
    await expectMovedOrUndone(place, back, await reading.ended);
  },
);
