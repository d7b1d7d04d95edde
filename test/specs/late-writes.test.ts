/** Writes that were on their way when their liqoctl died, and arrive when another one has ended the move. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kinds } from '../../src/kube/objects/kinds.ts';
import type { Call, Verdict } from '../faults/api-proxy.ts';
import { scriptedRestic } from '../faults/scripted-restic.ts';
import { type App, createApp, onVolume } from '../place/app.ts';
import { abortMove, moveVolume, startCli, startMove } from '../place/cli.ts';
import { openProxied, type Proxied } from '../place/proxied-place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { differences, takeSnapshot } from '../place/snapshot.ts';

let place: SandboxPlace & Proxied;
beforeAll(async () => {
  place = await openProxied(await openSandbox({ restic: scriptedRestic }));
});
afterAll(async () => place.close());

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

/** Runs a move until that write is on its way, kills it, aborts the move, and lets the write arrive. */
async function arriveLate(app: App, fits: (call: Call) => boolean): Promise<void> {
  const direct = { ...place, kubeconfigFile: place.sandbox.consumer.kubeconfigFile };
  const [onItsWay, over] = [gate(), gate()];
  let held = false;
  place.setRule(async (call): Promise<Verdict> => {
    if (held || !fits(call)) return 'passed';
    held = true;
    onItsWay.open();
    await over.opened;
    return 'passed';
  });
  const run = startMove(place, app, 'milan', ['--verify', 'none']);
  await onItsWay.opened;
  run.kill('SIGKILL');
  await run.ended;
  const end = await abortMove(direct, app);
  expect(end, end.stdout).toMatchObject({ exitCode: 0 });
  over.open();
  place.setRule(undefined);
}

const creates = (plural: string) => (call: Call) =>
  call.method === 'POST' && call.path.split('?')[0]?.endsWith(`/${plural}`) === true && !call.path.includes('dryRun');

it('a guard does not lock the claim: abort takes it off', { timeout: 170_000 }, async () => {
  const app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
  const before = await takeSnapshot(place);
  await arriveLate(app, creates('validatingadmissionpolicybindings'));
  const guards = async () =>
    (await place.consumer.list(kinds.admissionPolicyBinding)).items.filter(({ metadata }) => metadata.name.startsWith('liqo-move-'));
  await expect.poll(guards, { timeout: 30_000 }).toHaveLength(1);
  const end = await abortMove(place, app);
  expect(end, end.stdout).toMatchObject({ exitCode: 0 });
  await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 30_000 }).toEqual([]);
  expect(await onVolume(place, app, { node: 'rome-1', script: 'cat /data/file' })).toEqual(['one']);
});

it.each([
  ['namespaces', 'cleanup'],
  ['jobs', 'the next move'],
])('what a late creation of %s makes is taken away by %s', { timeout: 170_000 }, async (plural, by) => {
  const app = await createApp(place, { node: 'rome-1', fill: 'echo one > /data/file' });
  const before = await takeSnapshot(place);
  await arriveLate(app, creates(plural));
  await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 30_000 }).not.toEqual([]);
  if (by === 'cleanup') {
    const end = await startCli(place, ['move', 'cleanup', '-n', app.namespace]).ended;
    expect(end, end.stderr).toMatchObject({ exitCode: 0 });
    await expect.poll(async () => differences(before, await takeSnapshot(place)), { timeout: 30_000 }).toEqual([]);
  } else {
    const end = await moveVolume(place, app, 'milan', ['--verify', 'none']);
    expect(end, end.stdout).toMatchObject({ exitCode: 0 });
    expect(end.stdout).toContain('removed what an ended move had left: Job ');
  }
});
