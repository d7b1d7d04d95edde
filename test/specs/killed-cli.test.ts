import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PhaseName, phaseNames } from '../../src/move/phase-names.ts';
import { type ApiProxy, type Call, type Rule, startApiProxy } from '../faults/api-proxy.ts';
import { killAtCall, killInPhase } from '../faults/kill-in-phase.ts';
import { createApp, listing } from '../place/app.ts';
import { census, censusApart, differences } from '../place/census.ts';
import { abortMove, type CliRun, resumeMove, startMove, startResume } from '../place/cli.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';

describe('a move whose liqoctl is killed', () => {
  let place: SandboxPlace;
  let proxy: ApiProxy;
  beforeAll(async () => {
    const opened = await openSandbox();
    proxy = await startApiProxy(opened.sandbox.consumer.kubeconfig, join(opened.sandbox.folder, 'through-proxy.yaml'));
    place = { ...opened, kubeconfigFile: proxy.kubeconfigFile };
  });
  afterAll(async () => {
    await proxy.close();
    await place.sandbox.stop();
  });

  /** Runs until the rule kills. */
  async function killBy(makeRule: (kill: () => void) => Rule, start: () => CliRun): Promise<void> {
    const started: { run?: CliRun } = {};
    proxy.setRule(makeRule(() => started.run?.kill('SIGKILL')));
    started.run = start();
    const end = await started.run.ended;
    proxy.setRule(undefined);
    expect(end, end.stderr).toMatchObject({ exitCode: undefined });
  }

  /** Runs until the first write of the phase has been carried out, and kills then. */
  async function killIn(phase: PhaseName, start: () => CliRun): Promise<void> {
    await killBy((kill) => killInPhase(phase, kill), start);
  }

  it('finishes although it was killed once in each phase', async () => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const [first, ...others] = phaseNames;
    await killIn(first, () => startMove(place, app, 'milan'));
    for (const phase of others) await killIn(phase, () => startResume(place, app));
    expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'milan')).toBe(files);
  });

  const undoable = phaseNames.slice(0, phaseNames.indexOf('swap-claim'));
  it.each(undoable)('is undone without a trace after a kill in %s', async (phase) => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await census(place);
    await killIn(phase, () => startMove(place, app, 'milan'));
    const aborted = await abortMove(place, app);
    expect(aborted, aborted.stdout).toMatchObject({ exitCode: 0 });
    await expect.poll(async () => differences(before, await census(place)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });

  it.each(['swap-claim', 'adopt-target', 'lift-guard'] as const)('goes back after a kill in %s', async (phase) => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await censusApart(place, app);
    await killIn(phase, () => startMove(place, app, 'milan'));
    const aborted = await abortMove(place, app, ['--discard-changes']);
    expect(aborted, aborted.stdout).toMatchObject({ exitCode: 0 });
    await expect.poll(async () => differences(before, await censusApart(place, app)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });

  it.each(['DELETE', 'POST'])('goes back from the middle of the cut, after the %s of the claim', async (method) => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    const before = await censusApart(place, app);
    const claims = `/namespaces/${app.namespace}/persistentvolumeclaims`;
    const fits = (call: Call) => call.method === method && call.path.includes(claims);
    await killBy(
      (kill) => killAtCall(fits, kill),
      () => startMove(place, app, 'milan'),
    );
    const aborted = await abortMove(place, app);
    expect(aborted, aborted.stdout).toMatchObject({ exitCode: 0 });
    await expect.poll(async () => differences(before, await censusApart(place, app)), { timeout: 30_000 }).toEqual([]);
    expect(await listing(place, app, 'rome-1')).toBe(files);
  });

  it.each(['release-source', 'close-workspace'] as const)('has no way back after a kill in %s', async (phase) => {
    const app = await createApp(place, { node: 'rome-1' });
    const files = await listing(place, app, 'rome-1');
    await killIn(phase, () => startMove(place, app, 'milan'));
    const refused = await abortMove(place, app);
    expect(refused.exitCode).toBe(3);
    expect(refused.stdout + refused.stderr).toContain('move resume');
    expect(await resumeMove(place, app)).toMatchObject({ exitCode: 0 });
    expect(await listing(place, app, 'milan')).toBe(files);
  });
});
