import { afterAll, beforeAll, expect, it } from 'vitest';
import { kinds, type Volume } from '../../src/kube/objects/kinds.ts';
import { type App, createApp, listing, readClaim, remoteNamespace } from '../place/app.ts';
import { moveVolume, startCli, startMove, steadyLease, readEnding } from '../place/cli.ts';
import { providerPort } from '../place/place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { undeletable } from '../sandbox/controllers/local-path/provisioner.ts';
import type { MoveReport } from '../../src/move/model/report.ts';

/** After the cutover the old copy is rubbish: that it cannot be deleted is no reason to wait for ever, nor to fail. */
let place: SandboxPlace;
beforeAll(async () => {
  place = await openSandbox();
});
afterAll(async () => place.close());

const quickly = [...steadyLease, '--verify', 'none', '--stall-timeout', '20s'];

async function realVolume(app: App): Promise<Volume> {
  const { uid } = (await readClaim(place, app)).metadata;
  const real = await place.consumer.read(kinds.claim, { name: uid ?? '', namespace: 'liqo-storage' });
  return place.consumer.read(kinds.volume, { name: real.spec?.volumeName ?? '' });
}

async function listed(): Promise<unknown> {
  const { exitCode, stdout } = await startCli(place, ['move', 'list']).ended;
  expect(exitCode, stdout).toBe(0);
  return stdout;
}

it('an old volume that its backend does not give up is reported, with the reason', { timeout: 120_000 }, async () => {
  const app = await createApp(place, { node: 'rome-1' });
  const files = await listing(place, app, 'rome-1');
  const { metadata } = await realVolume(app);
  await place.consumer.mergePatch(kinds.volume, metadata, { metadata: { annotations: { [undeletable]: 'Operation not permitted' } } });
  const end = await moveVolume(place, app, 'rome-2', quickly);
  expect(end.exitCode, end.stdout).toBe(0);
  const { leftBehind } = readEnding<{ outcome: { report: MoveReport } }>(end).outcome.report;
  expect(leftBehind).toEqual([
    expect.stringMatching(new RegExp(`PersistentVolume ${metadata.name} in this cluster.*VolumeFailedDelete.*Operation not permitted`)),
  ]);
  expect(await listed()).toContain(metadata.name);
  expect(await listing(place, app, 'rome-2')).toBe(files);
  // Nothing of the move stands in the way of the next one.
  expect(await moveVolume(place, app, 'rome-1', quickly)).toMatchObject({ exitCode: 0 });
  await place.consumer.mergePatch(kinds.volume, metadata, { metadata: { annotations: { [undeletable]: null } } });
  await expect.poll(() => place.consumer.find(kinds.volume, metadata), { timeout: 30_000 }).toBeUndefined();
  expect(await listed()).not.toContain(metadata.name);
});

it('an old claim in a provider that somebody keeps there is reported, with the finalizer', { timeout: 120_000 }, async () => {
  const app = await createApp(place, { node: 'milan' });
  const namespace = await remoteNamespace(place, app);
  const key = { name: app.claim, namespace };
  const move = startMove(place, app, 'rome-1', quickly);
  // After the cutover: until then such a finalizer is waited for.
  await move.event((event) => event.type === 'phase-started' && event.phase === 'adopt-target');
  const { metadata } = await providerPort(place).read(kinds.claim, key);
  const finalizers = [...(metadata.finalizers ?? []), 'example.com/backup'];
  await providerPort(place).mergePatch(kinds.claim, key, { metadata: { finalizers } });
  const end = await move.ended;
  expect(end.exitCode, end.stdout).toBe(0);
  expect(end.stdout).toMatch(new RegExp(`PersistentVolumeClaim ${namespace}/data in milan[^"]*finalizer example.com/backup`));
  const left = await providerPort(place).read(kinds.claim, key);
  expect(left.metadata).toMatchObject({ deletionTimestamp: expect.any(String), finalizers: ['example.com/backup'] });
  expect((await place.consumer.list(kinds.configMap, { namespace: 'liqo-move', labels: 'move.liqo.io/id' })).items).toEqual([]);
});
