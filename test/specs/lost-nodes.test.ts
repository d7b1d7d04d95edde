import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { loseNode } from '../faults/lost-node.ts';
import { standStill } from '../faults/lost-pods.ts';
import { type App, createApp, listing, remoteNamespace } from '../place/app.ts';
import { type Snapshot, takeSnapshot, differences } from '../place/snapshot.ts';
import { type CliEnd, steadyLease } from '../place/cli.ts';
import { removeByForce } from '../place/kill-pod.ts';
import { providerPort } from '../place/place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import type { Cluster } from '../sandbox/cluster.ts';
import { moveDisturbed } from './disturbed-move.ts';

/** Nothing else runs on the nodes that are lost, and they never come back. */
describe('a node that is lost for good', () => {
  let place: SandboxPlace;
  let before: Snapshot;
  const apps: App[] = [];
  const files: string[] = [];
  beforeAll(async () => {
    place = await openSandbox();
    // Movers tolerate it, the repository does not.
    const taints = [{ key: 'example.com/movers-only', effect: 'NoSchedule' }];
    await place.consumer.mergePatch(kinds.node, { name: 'rome-2' }, { spec: { taints } });
    for (const _ of ['rome-2', 'milan']) {
      const app = await createApp(place, { node: 'rome-1' });
      files.push(await listing(place, app, 'rome-1'));
      apps.push(app);
    }
    before = await takeSnapshot(place);
  });
  afterAll(async () => place.close());

  const loseTarget = (app: App, node: string, lose: (pod: string) => Promise<void>): Promise<CliEnd> => {
    const act = async (mover: Parameters<typeof standStill>[0]) => void standStill(mover).then(() => lose(mover.pod));
    return moveDisturbed(place, app, { role: 'target', act, node, flags: [...steadyLease, '--verify', 'none', '--stall-timeout', '15s'] });
  };
  const cluster = (name: string) => place.sandbox.clusters[name] as Cluster;

  it('is no reason to wait for ever: the move is undone, and says what it saw', { timeout: 170_000 }, async () => {
    const [near, far] = apps as [App, App];
    const local = loseTarget(near, 'rome-2', async (pod) => {
      await loseNode(cluster('rome'), place.consumer, 'rome-2');
      await removeByForce(place.consumer, 'liqo-storage', pod);
    });
    const remote = loseTarget(far, 'milan', () => loseNode(cluster('milan'), providerPort(place), 'milan-1'));
    const [here, there] = await Promise.all([local, remote]);
    expect(here, here.stdout).toMatchObject({ exitCode: 4 });
    expect(here.stdout).toContain('the target mover failed: its pod was deleted, and its node does not say that it has ended');
    expect(there, there.stdout).toMatchObject({ exitCode: 4 });
    expect(there.stdout).toContain('made no progress for 15 s');
    for (const fact of ['its node is not heard of any more', 'NodeNotReady: Node is not ready', 'container server: running'])
      expect(there.stdout).toContain(fact);
    expect(there.stdout).toContain('it goes when its node is heard of again, or is deleted');
  });

  it('keeps nothing but what only its own cluster can take away', async () => {
    const far = apps[1] as App;
    const { items } = await providerPort(place).list(kinds.pod, { namespace: await remoteNamespace(place, far) });
    for (const { metadata } of items) await removeByForce(providerPort(place), metadata.namespace ?? '', metadata.name);
    await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 60_000 }).toEqual([]);
    for (const [index, app] of apps.entries()) expect(await listing(place, app, 'rome-1')).toBe(files[index]);
  });
});
