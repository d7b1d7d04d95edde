import { afterAll, beforeAll, expect, it } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../src/liqo/kinds.ts';
import { offloadingName } from '../../src/liqo/namespace-offloading.ts';
import { createApp } from '../place/app.ts';
import { startMove, steadyLease } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { until } from '../place/waiting.ts';
import { idOf } from './disturbed-move.ts';

let place: SandboxPlace;
beforeAll(async () => {
  place = await openSandbox();
});
afterAll(async () => place.close());

const slow = 'example.com/slow-provider';

/** Lets the offloading of the workspace hang in Terminating once somebody deletes it; resolves with the key of the offloading. */
async function slowDown(workspace: string): Promise<{ namespace: string; name: string }> {
  const wanted = { kind: liqoKinds.namespaceOffloading, key: { namespace: workspace, name: offloadingName } };
  const made = await until(place.consumer, wanted, (now) => (now?.metadata.finalizers?.length ?? 0) > 0);
  await place.consumer.mergePatch(wanted.kind, wanted.key, { metadata: { finalizers: [...(made?.metadata.finalizers ?? []), slow] } });
  return wanted.key;
}

async function letGo(key: { namespace: string; name: string }): Promise<void> {
  const { metadata } = await place.consumer.read(liqoKinds.namespaceOffloading, key);
  const finalizers = metadata.finalizers?.filter((one) => one !== slow) ?? [];
  await place.consumer.mergePatch(liqoKinds.namespaceOffloading, key, { metadata: { finalizers } });
}

it.each([
  ['a move', [], 0],
  ['a move that is undone', ['--restic-image', 'registry.invalid/another:1'], 4],
] as const)('%s leaves no workspace behind whose offloading is slow to go', { timeout: 170_000 }, async (_, flags, exitCode) => {
  const app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
  const workspace = `liqo-move-${await idOf(place, app)}-1`;
  const move = startMove(place, app, 'milan', ['--verify', 'none', '--stall-timeout', '20s', ...steadyLease, ...flags]);
  const offloading = await slowDown(workspace);
  const end = await move.ended;
  expect(end.exitCode, end.stdout).toBe(exitCode);
  expect((await place.consumer.read(liqoKinds.namespaceOffloading, offloading)).metadata.deletionTimestamp).toBeDefined();
  expect(
    (await place.consumer.list(kinds.pod, { namespace: workspace })).items.filter((pod) => pod.metadata.deletionTimestamp === undefined),
  ).toEqual([]);
  await letGo(offloading);
  await until(place.consumer, { kind: kinds.namespace, key: { name: workspace } }, (now) => now === undefined);
  expect((await place.consumer.list(kinds.claim, { namespace: workspace })).items).toEqual([]);
});
