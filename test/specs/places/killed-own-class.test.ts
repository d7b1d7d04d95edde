import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PhaseName } from '../../../src/move/model/phase-names.ts';
import { directions, filledPlainly } from '../../crash/crash-run.ts';
import { abortAfterKill, isFrom, type Killed, resumeAfterKill } from '../../crash/ends.ts';
import { scriptedRestic } from '../../faults/scripted-restic.ts';
import { type App, createApp, listing } from '../../place/app.ts';
import { lookByPods } from '../../place/look-by-pods.ts';
import { openOwnClassPlace } from '../../place/own-class-place.ts';
import type { Place } from '../../place/place.ts';
import { countKinds, differences, type Snapshot, takeSnapshotApart } from '../../place/snapshot.ts';
import { findUnsettledGuards } from '../../place/unsettled-guards.ts';
import { lookUntil } from '../../place/waiting.ts';

const className = 'killed';

/** `npm run test:crash` has every phase in every direction, in the sandbox; with real movers that would take an hour. */
const kills: Record<(typeof directions)[number]['name'], { readonly aborted: PhaseName; readonly resumed: PhaseName }> = {
  'local → local': { aborted: 'hold-source', resumed: 'release-source' },
  'local → remote': { aborted: 'stage-target', resumed: 'swap-claim' },
  'remote → remote': { aborted: 'swap-claim', resumed: 'adopt-target' },
  'remote → local': { aborted: 'adopt-target', resumed: 'stage-target' },
};

const patience = 60_000;

describe('a claim of our own class whose moves are killed', { timeout: 400_000 }, () => {
  let place: Place;
  let app: App;
  let files: string;
  let start: Snapshot;
  beforeAll(async () => {
    place = await openOwnClassPlace(className, {}, { providers: ['milan', 'paris'], restic: scriptedRestic });
    if (place.otherVirtualNode === undefined) return;
    const { node, cluster } = stopAt(place, 0);
    app = await createApp(place, { node, fill: filledPlainly, spec: { storageClassName: className } });
    files = await listing(place, app, node);
    start = await settledSnapshot(cluster);
  });
  afterAll(async () => place.close());
  beforeEach(({ skip }) => {
    if (place.otherVirtualNode === undefined) skip('there is one provider only: E2E_SECOND_PROVIDER_KUBECONFIG names another');
  });

  /** Once the controller's guards say that the claim is there. */
  const settledSnapshot = async (cluster: string): Promise<Snapshot> => {
    await lookUntil(
      () => findUnsettledGuards(place, [app], cluster),
      (left) => left.length === 0,
    );
    return takeSnapshotApart(place, app);
  };

  it.each(directions.map(({ name }, stop) => ({ name, stop, ...kills[name] })))(
    '$name: it is as it was after a kill in $aborted and an abort, and there after a kill in $resumed and a resume',
    async ({ stop, aborted, resumed }) => {
      const { node: from, cluster } = stopAt(place, stop);
      const { node } = stopAt(place, stop + 1);
      const killedIn = (phase: PhaseName): Killed => ({ place, app, phase, node, from, to: node, files, copies: lookByPods(place) });
      const before = await settledSnapshot(cluster);
      expect(await abortAfterKill(killedIn(aborted))).toBe(isFrom('swap-claim', aborted) ? 'gone back' : 'undone');
      const changed = async () => differences(before, await takeSnapshotApart(place, app));
      await expect.poll(changed, { timeout: patience }).toEqual([]);
      expect(await resumeAfterKill(killedIn(resumed))).toBe('moved');
    },
  );

  it('has left as many objects and folders as there were when it is back where it began', async () => {
    const counts = async () => countKinds(await settledSnapshot(stopAt(place, 0).cluster));
    await expect.poll(counts, { timeout: patience }).toEqual(countKinds(start));
  });
});

/** Where the claim is before a direction, as a node that the consumer knows, and behind the last one, which leads back to the first. */
function stopAt({ clusters, consumer, localNodes, virtualNode, provider, otherVirtualNode = '' }: Place, stop: number) {
  const others = Object.keys(clusters).filter((name) => name !== provider);
  const here = others.find((name) => clusters[name] === consumer) ?? '';
  const stops = [
    { node: localNodes[0], cluster: here },
    { node: localNodes[1], cluster: here },
    { node: virtualNode, cluster: provider },
    { node: otherVirtualNode, cluster: others.find((name) => name !== here) ?? '' },
  ];
  return stops[stop % stops.length] as (typeof stops)[number];
}
