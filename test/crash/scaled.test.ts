import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhaseName } from '../../src/move/model/phase-names.ts';
import { eachOf } from '../each-of.ts';
import { scriptedRestic } from '../faults/scripted-restic.ts';
import { type App, createApp } from '../place/app.ts';
import { startCli } from '../place/cli.ts';
import { lookIntoFolders, readCopy } from '../place/copies.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { readSample, renderSample, takeSample } from '../sampled.ts';
import { directions } from './crash-run.ts';
import { abortAfterKill, type Killed, resumeAfterKill } from './ends.ts';
import { expectRunning, startApplication } from './running-app.ts';

const all = ['stop-application', 'start-application', 'warm-copy'] as const satisfies readonly PhaseName[];
const sample = readSample(process.env, new Date());
const phases = takeSample(sample, all);

/** Pods come and go by themselves here, so it is asked what moves have left instead of counting everything. */
describe(`a move with --scale whose liqoctl is killed (${phases.length} of ${all.length} phases: ${renderSample(sample)})`, () => {
  let place: SandboxPlace;
  const apps = new Map<PhaseName, App>();
  beforeAll(async () => {
    place = await openSandbox({ providers: ['milan', 'paris'], restic: scriptedRestic });
    await eachOf(phases, phases.length, async (phase) => {
      const app = await createApp(place, { node: 'rome-1', fill: 'head -c 300000 /dev/urandom > /data/blob' });
      await startApplication(place, app);
      apps.set(phase, app);
    });
  });
  afterAll(async () => place.close());

  const killedIn = async (phase: PhaseName, direction: (typeof directions)[number]): Promise<Killed> => {
    const app = apps.get(phase);
    if (app === undefined) throw new Error(`no app for ${phase}`);
    const flags = ['--scale', ...(phase === 'warm-copy' ? ['--warm'] : [])];
    const { files } = await readCopy(place, app);
    return { place, app, phase, ...direction, files, copies: lookIntoFolders(place), flags };
  };
  const expectNothingLeft = async ({ app }: Killed) => {
    const { stdout } = await startCli(place, ['move', 'cleanup', '--dry-run', '-n', app.namespace]).ended;
    expect(stdout).not.toContain(app.namespace);
  };

  const cells = directions.flatMap((direction) => phases.map((phase) => ({ ...direction, direction, phase })));
  it.each(cells)('$name, killed in $phase: goes back and forward, and the application runs', async ({ direction, phase }) => {
    const killed = await killedIn(phase, direction);
    expect(await abortAfterKill(killed)).toBe(phase === 'start-application' ? 'gone back' : 'undone');
    await expectRunning(place, killed.app);
    expect(await resumeAfterKill(killed)).toBe('moved');
    await expectRunning(place, killed.app);
    await expectNothingLeft(killed);
  });
});
