// @module-tag core
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Claim, kinds, type Volume } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { moveLabels } from '../../src/move/model/names.ts';
import type { Verdict, Rule } from '../faults/api-proxy.ts';
import { type App, createApp, listing, readClaim, remoteNamespace } from '../place/app.ts';
import { takeSnapshot, differences } from '../place/snapshot.ts';
import { abortMove, resumeMove, startCli, startMove, steadyLease, readEnding } from '../place/cli.ts';
import { providerPort } from '../place/place.ts';
import { openProxied, type Proxied } from '../place/proxied-place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { createsClaim } from './cut-objects.ts';
import { idOf } from './disturbed-move.ts';

const quick = ['--verify', 'none', ...steadyLease];

describe('a move that stops on its way', () => {
  let place: SandboxPlace & Proxied;
  beforeAll(async () => {
    place = await openProxied(await openSandbox());
  });
  afterAll(async () => place.close());

  const listed = async (): Promise<string> => (await startCli(place, ['move', 'list']).ended).stdout;

  /** Keeps the source mover's pod from going until it is let go of. */
  async function holdMover(app: App): Promise<() => Promise<unknown>> {
    const labels = `${moveLabels.id}=${await idOf(place, app)},${moveLabels.role}=source`;
    const [pod] = (await place.consumer.list(kinds.pod, { labels })).items;
    const key = { name: pod?.metadata.name ?? '', namespace: pod?.metadata.namespace ?? '' };
    await place.consumer.mergePatch(kinds.pod, key, { metadata: { finalizers: ['example.com/held'] } });
    return () => place.consumer.mergePatch(kinds.pod, key, { metadata: { finalizers: null } });
  }

  it.each([
    // The user did not get the move that was asked for.
    ['resume', resumeMove, 4],
    ['abort', abortMove, 0],
  ] as const)('at once at the second Ctrl-C, while it goes back after the first; "move %s" ends that', async (_, end, exitCode) => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await takeSnapshot(place);
    const move = startMove(place, app, 'milan', quick);
    await move.event((event) => event.type === 'phase-started' && event.phase === 'take-snapshot');
    const letGo = await holdMover(app);
    const waiting = move.event((event) => event.type === 'waiting' && event.for === 'the movers in this cluster to be gone');
    move.kill('SIGINT');
    await waiting;
    move.kill('SIGINT');
    const stopped = await move.ended;
    expect(stopped, stopped.stdout).toMatchObject({ exitCode: 130 });
    expect(readEnding(stopped)).toMatchObject({
      outcome: { kind: 'stopped', interrupted: true, phase: 'stage-target' },
    });
    expect(await listed()).toContain(app.namespace);
    await letGo();
    const ended = await end(place, app);
    expect(ended, ended.stdout).toMatchObject({ exitCode });
    expect(ended.stdout).toContain('"kind":"undone"');
    await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });

  /** Refuses every change of a volume once the claim has been created again, as where a right was taken away meanwhile. */
  function withoutVolumes(app: App): Rule {
    let cut = false;
    return (call): Verdict => {
      cut ||= createsClaim(call, app);
      const refused = cut && call.method === 'PATCH' && call.path.startsWith('/api/v1/persistentvolumes/');
      return refused ? { status: 403, message: 'volumes are for others by now' } : 'passed';
    };
  }

  /** The old copy, whose real claim is named after that uid, and the new one in the provider: neither is deleted, and they have the same bytes. */
  async function expectBothHeld(app: App, uid: string): Promise<void> {
    const old = await place.consumer.read(kinds.claim, { namespace: 'liqo-storage', name: uid });
    const target = await providerPort(place).read(kinds.claim, { namespace: await remoteNamespace(place, app), name: app.claim });
    expect(target.metadata.finalizers).toContain(moveLabels.hold);
    const volume = await volumeOf(place.consumer, old);
    expect(volume.spec?.persistentVolumeReclaimPolicy).toBe('Retain');
    const [here, there] = [await blobOf(volume), await blobOf(await volumeOf(providerPort(place), target))];
    expect(here.length).toBe(300_000);
    expect(there.equals(here)).toBe(true);
  }

  it('after the cut, with both copies held, and finishes once the cause is gone', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const { uid = '' } = (await readClaim(place, app)).metadata;
    const stopped = await place.runUnder(withoutVolumes(app), () => startMove(place, app, 'milan', quick));
    expect(stopped, stopped.stdout).toMatchObject({ exitCode: 5 });
    expect(stopped.stdout).toContain('volumes are for others by now');
    expect(await listed()).toContain(app.namespace);
    await expectBothHeld(app, uid);
    expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'milan')).toBe(files);
  });
});

async function volumeOf(port: KubePort, { metadata, spec }: Claim): Promise<Volume> {
  expect(metadata.deletionTimestamp).toBeUndefined();
  return port.read(kinds.volume, { name: spec?.volumeName ?? '' });
}

/** Of the files that every app has unless it asks for others. */
async function blobOf({ spec }: Volume): Promise<Buffer> {
  return readFile(join(spec?.hostPath?.path ?? '', 'deep/er/blob'));
}
