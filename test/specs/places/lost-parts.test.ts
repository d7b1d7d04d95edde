import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PhaseName } from '../../../src/move/model/phase-names.ts';
import { type App, createApp, listing, fillLong } from '../../place/app.ts';
import { type CliEnd, startMove } from '../../place/cli.ts';
import { expectMovedOrUndone } from '../../place/ended-move.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { type Snapshot, takeSnapshot } from '../../place/snapshot.ts';
import { cordon } from '../../place/cordon.ts';

/** A node that is lost is noticed by this. */
const flags = ['--stall-timeout', '40s'];

interface Loss {
  readonly what: string;
  readonly from: number;
  readonly to: number | 'provider';
  /** No pod may start there but the movers, so that the repository runs on the other one. */
  readonly cordoned?: number;
  readonly lost: number;
  readonly when: PhaseName;
}

/** Numbers are those of local nodes. The first one runs the API server. */
const losses: readonly Loss[] = [
  { what: 'the source mover', from: 1, to: 'provider', cordoned: 1, lost: 1, when: 'take-snapshot' },
  { what: 'the target mover', from: 0, to: 1, lost: 1, when: 'restore-data' },
  { what: 'the repository', from: 0, to: 'provider', cordoned: 0, lost: 1, when: 'restore-data' },
];

describe('a move in whose middle a node is lost', () => {
  let place: Place;
  let app: App;
  let files: string;
  let before: Snapshot;
  beforeAll(async () => {
    place = await openPlace();
  });
  afterAll(async () => place.close());
  beforeEach(({ skip }) => {
    if (place.faults === undefined) skip('the nodes here are not ours to lose');
  });

  const uncordon = async () => {
    for (const node of place.ownClusters ? place.localNodes : []) await cordon(place, node, false);
  };
  afterEach(uncordon);

  async function begin(from: string, to: string) {
    app = await createApp(place, { node: from, fill: fillLong });
    files = await listing(place, app, from);
    before = await takeSnapshot(place, app);
    return startMove(place, app, to, flags);
  }

  it.each(losses)('is undone when the node under $what is lost', { timeout: 600_000 }, async ({ from, to, cordoned, lost, when }) => {
    const [here, there] = [place.localNodes[from] ?? '', to === 'provider' ? place.virtualNode : (place.localNodes[to] ?? '')];
    const move = await begin(here, there);
    if (cordoned !== undefined) await cordon(place, place.localNodes[cordoned] ?? '', true);
    await move.event((event) => event.type === 'phase-started' && event.phase === when);
    let end: CliEnd | undefined;
    await place.faults?.withoutNode(place.localNodes[lost] ?? '', async () => void (end = await move.ended));
    expect(end?.exitCode, end?.stdout).toBe(4);
    await uncordon();
    await expectMovedOrUndone(place, { app, from: here, to: there, files, before }, end as CliEnd);
  });
});
