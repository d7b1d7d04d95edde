import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { type App, createApp, deleteClaim, onVolume, readClaim, remoteNamespace } from '../../place/app.ts';
import { takeSnapshot, differences } from '../../place/snapshot.ts';
import { moveVolume, startMove } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import { type Place, providerPort } from '../../place/place.ts';
import { fillSpecialFiles, listSpecialFiles } from '../../place/special-files.ts';
import { corruptCopy } from '../../place/corrupt-copy.ts';

describe('files that only root can make', { tags: ['real'] }, () => {
  let place: Place;
  let app: App;
  let files: string[];
  beforeAll(async () => {
    place = await openPlace();
    const [node] = place.localNodes;
    app = await createApp(place, { node, fill: fillSpecialFiles, language: 'python' });
    files = await list(node);
  });
  afterAll(async () => place.close());

  const list = (node: string) => onVolume(place, app, { node, script: listSpecialFiles, language: 'python' });

  it('fail the move when one of them arrives with less than it had', async () => {
    const before = await takeSnapshot(place, app);
    const move = startMove(place, app, place.virtualNode);
    const corrupted = move.event((event) => event.type === 'phase-done' && event.phase === 'stage-target');
    await corrupted.then(() => corruptCopy(place, app));
    const end = await move.ended;
    expect(end.exitCode, end.stdout).toBe(4);
    expect(end.stdout).toMatch(/program: attribute user.note/);
    await expect.poll(async () => differences(before, await takeSnapshot(place, app)), { timeout: 60_000 }).toEqual([]);
  });

  it('arrive with owners, ACLs, attributes, capabilities and device numbers', async () => {
    const end = await moveVolume(place, app, place.virtualNode);
    expect(end.exitCode, end.stdout).toBe(0);
    expect(await list(place.virtualNode)).toEqual(files);
  });

  it('go with the claim, and with them the real claim, the volumes and the folder', async () => {
    const there = providerPort(place);
    const remote = { namespace: await remoteNamespace(place, app), name: app.claim };
    const volumes = [await readClaim(place, app), await there.read(kinds.claim, remote)].map(({ spec }) => spec?.volumeName ?? '');
    const left = async () => {
      const found = [place.consumer.find(kinds.volume, { name: volumes[0] ?? '' }), there.find(kinds.volume, { name: volumes[1] ?? '' })];
      const objects = (await Promise.all([...found, there.find(kinds.claim, remote)])).filter((object) => object !== undefined);
      const folders = (await place.volumeFolders?.()) ?? [];
      return [...objects, ...folders.filter((path) => volumes.some((volume) => path.includes(volume)))];
    };
    expect((await left()).length).toBeGreaterThanOrEqual(3);
    await deleteClaim(place, app);
    await expect.poll(left, { timeout: 60_000 }).toEqual([]);
  });
});
