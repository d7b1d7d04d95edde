import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../faults/api-proxy.ts';
import { killAtCall } from '../../faults/kill-in-phase.ts';
import { type App, createApp, listing } from '../../place/app.ts';
import { abortMove, moveVolume, resumeMove, startCli, startMove } from '../../place/cli.ts';
import { openPlace } from '../../place/open-place.ts';
import type { Place } from '../../place/place.ts';
import { openProxied, type Proxied } from '../../place/proxied-place.ts';
import { differences, takeSnapshotApart } from '../../place/snapshot.ts';

const providerFile = process.env['E2E_PROVIDER_KUBECONFIG'];

describe('a move that is killed at each of its writes to a provider', () => {
  let place: Place;
  let behind: Place & Proxied;
  beforeAll(async () => {
    place = await openPlace();
    behind = await openProxied({ ...place, kubeconfigFile: providerFile ?? place.kubeconfigFile });
  });
  afterAll(async () => behind.close());
  beforeEach(({ skip }) => {
    if (providerFile === undefined) skip('npm run test:matrix does it in the sandbox');
  });

  const throughProxy = () => ['--remote-kubeconfig', `${place.provider}=${behind.kubeconfigFile}`];

  /** Moves, and kills at that write to the provider; it arrives, its answer does not. Resolves with the write, undefined where there are fewer. */
  async function moveKilledAt(number: number, app: App, to: string): Promise<string | undefined> {
    let writes = 0;
    let hit: string | undefined;
    const move = startMove(place, app, to, throughProxy());
    const fits = ({ method, path }: Call) => {
      writes += 1;
      if (writes === number) hit = `${method} ${path}`;
      return writes === number;
    };
    behind.setRule(killAtCall(fits, () => move.kill('SIGKILL')));
    const end = await move.ended;
    behind.setRule(undefined);
    expect(end.exitCode, end.stdout).toBe(hit === undefined ? 0 : undefined);
    return hit;
  }

  /** Brings the move back, or to its end where there is no way back any more; resolves with where the data is. */
  async function undo(app: App, from: string, to: string): Promise<string> {
    const end = await abortMove(place, app, ['--discard-changes']);
    if (end.exitCode === 0) return from;
    expect(end, end.stdout).toMatchObject({ exitCode: 3 });
    return finish(app, to);
  }

  async function finish(app: App, to: string): Promise<string> {
    const end = await resumeMove(place, app);
    expect(end.exitCode, end.stdout).toBe(0);
    return to;
  }

  /** What carries the mark of a move of the app's claim, a line each. */
  async function listLeft({ namespace }: App): Promise<readonly string[]> {
    const { stdout } = await startCli(place, ['move', 'cleanup', '-n', namespace, '--dry-run']).ended;
    return stdout.split('\n').filter((line) => line !== '');
  }

  const directions = [
    ['to', () => [place.localNodes[0], place.virtualNode] as const],
    ['from', () => [place.virtualNode, place.localNodes[0]] as const],
  ] as const;

  it.each(directions)('%s it is finished or undone', { timeout: 1_500_000 }, async (_, ends) => {
    const [from, to] = ends();
    const app = await createApp(place, { node: from });
    const files = await listing(place, app, from);
    let before = await takeSnapshotApart(place, app);
    const killedAt: string[] = [];
    for (let number = 1; ; number += 1) {
      const hit = await moveKilledAt(number, app, to);
      if (hit === undefined) break;
      killedAt.push(hit);
      const at = number % 2 === 0 ? await finish(app, to) : await undo(app, from, to);
      expect(await listing(place, app, at), hit).toBe(files);
      const changed = async () => (at === from ? differences(before, await takeSnapshotApart(place, app)) : listLeft(app));
      await expect.poll(changed, { timeout: 60_000, message: hit }).toEqual([]);
      if (at === from) continue;
      expect((await moveVolume(place, app, from)).exitCode).toBe(0);
      await expect.poll(() => listLeft(app), { timeout: 60_000, message: hit }).toEqual([]);
      before = await takeSnapshotApart(place, app);
    }
    // The new copy is created, adopted and released; an old one is held and given up as well.
    expect(killedAt.length).toBeGreaterThanOrEqual(3);
    expect(await listing(place, app, to)).toBe(files);
  });
});
