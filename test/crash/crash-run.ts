import { expect } from 'vitest';
import type { Claim } from '../../src/kube/objects/kinds.ts';
import type { PhaseName } from '../../src/move/model/phase-names.ts';
import { eachOf } from '../each-of.ts';
import { scriptedRestic } from '../faults/scripted-restic.ts';
import { type App, createApp } from '../place/app.ts';
import { moveVolume, steadyLease } from '../place/cli.ts';
import { lookIntoFolders, readCopy } from '../place/copies.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { differences, type Snapshot, takeSnapshotApartFrom } from '../place/snapshot.ts';
import { untilFits } from '../support/until.ts';
import { abortAfterKill, isFrom, type Killed, resumeAfterKill } from './ends.ts';
import { type Story, tellStory } from './stories.ts';

/** Which moves are killed. */
export interface CrashPlan {
  readonly phases: readonly PhaseName[];
  readonly stories: readonly Story[];
  /** Makes the place fit for it; the returned function is called at the end. */
  readonly prepare?: (place: SandboxPlace) => Promise<() => Promise<void>>;
  /** What has not yet seen that all claims are in this cluster by now; it follows them in the background. */
  readonly findUnsettled?: (place: SandboxPlace, apps: readonly App[], cluster: string) => Promise<readonly string[]>;
  /** What is unusual about the claims. */
  readonly spec?: Claim['spec'];
}

/** Round once, and the volume is where it was. The copies' nodes are those that `where` names. */
export const directions = [
  { name: 'local → local', from: 'rome/rome-1', to: 'rome/rome-2', node: 'rome-2' },
  { name: 'local → remote', from: 'rome/rome-2', to: 'milan/milan-1', node: 'milan' },
  { name: 'remote → remote', from: 'milan/milan-1', to: 'paris/paris-1', node: 'paris' },
  { name: 'remote → local', from: 'paris/paris-1', to: 'rome/rome-1', node: 'rome-1' },
] as const;

type Direction = (typeof directions)[number];

/** Files that the scripted restic copies as they are. No symlink: busybox does not keep its time. */
export const filledPlainly =
  'cd /data; chmod 2750 .; mkdir d; head -c 300000 /dev/urandom > d/blob; ln d/blob linked; touch -d "2001-02-03 04:05:06" d';

const atOnce = 6;

/** A claim for each phase and story, moved round once and killed on its way. */
export class CrashRun {
  /** What came of it, by direction, phase or story, and way. */
  readonly ends = new Map<string, string>();
  readonly #plan: CrashPlan;
  readonly #apps = new Map<string, App>();
  readonly #place: SandboxPlace;
  readonly #end: (() => Promise<void>) | undefined;

  constructor(plan: CrashPlan, place: SandboxPlace, end: (() => Promise<void>) | undefined) {
    this.#plan = plan;
    this.#place = place;
    this.#end = end;
  }

  static async open(plan: CrashPlan): Promise<CrashRun> {
    const place = await openSandbox({ providers: ['milan', 'paris'], restic: scriptedRestic });
    const run = new CrashRun(plan, place, await plan.prepare?.(place));
    const wanted = [...plan.phases, ...plan.stories.map(({ name }) => name)];
    const options = { node: 'rome-1', fill: filledPlainly, ...(plan.spec && { spec: plan.spec }) };
    await eachOf(wanted, atOnce, async (name) => void run.#apps.set(name, await createApp(place, options)));
    return run;
  }

  async close(): Promise<void> {
    await this.#end?.();
    await this.#place.close();
  }

  /** Taken when all claims are in this cluster, and what follows them has seen it. */
  async settledSnapshot(cluster: string): Promise<Snapshot> {
    const apps = [...this.#apps.values()];
    const unsettled = async () => (await this.#plan.findUnsettled?.(this.#place, apps, cluster)) ?? [];
    await untilFits(unsettled, (left) => left.length === 0);
    return this.#snapshot();
  }

  async #snapshot(): Promise<Snapshot> {
    return takeSnapshotApartFrom(this.#place, [...this.#apps.values()]);
  }

  /** First every move that can be undone is, then every one is finished: so the volumes are ready for the next direction. */
  async go(direction: Direction): Promise<void> {
    const { phases, stories } = this.#plan;
    const undoable = phases.filter((phase) => !isFrom('release-source', phase));
    const before = await this.settledSnapshot(direction.from.split('/', 1)[0] ?? '');
    await eachOf(undoable, atOnce, async (phase) => this.#record(direction, 'abort', phase));
    const left = await this.#settledDifferences(before);
    for (const phase of undoable) {
      const { namespace } = this.#appOf(phase);
      const own = left.filter((line) => new RegExp(`\\b${namespace}\\b`).test(line));
      if (own.length > 0) this.ends.set(`${direction.name} ${phase} abort`, own.join('\n'));
    }
    await eachOf(phases, atOnce, async (phase) => this.#record(direction, 'resume', phase));
    await eachOf(stories, atOnce, async (story) => this.#tell(direction, story));
  }

  async #record(direction: Direction, way: 'abort' | 'resume', phase: PhaseName): Promise<void> {
    const killed = await this.#killed(direction, phase);
    const end = await (way === 'abort' ? abortAfterKill(killed) : resumeAfterKill(killed)).catch(explain);
    this.ends.set(`${direction.name} ${phase} ${way}`, end);
    if (way === 'resume' && isFrom('release-source', phase))
      this.ends.set(`${direction.name} ${phase} abort`, end === 'moved' ? 'no way back' : end);
  }

  async #killed(direction: Direction, phase: PhaseName): Promise<Killed> {
    const app = this.#appOf(phase);
    const { files } = await readCopy(this.#place, app);
    return { place: this.#place, app, phase, ...direction, files, copies: lookIntoFolders(this.#place) };
  }

  async #tell(direction: Direction, story: Story): Promise<void> {
    const [place, app] = [this.#place, this.#appOf(story.name)];
    const { files } = await readCopy(place, app);
    const end = await tellStory(story, { place, app, ...direction, files }).catch(explain);
    this.ends.set(`${direction.name} ${story.name}`, end);
    // On to where the next direction begins.
    if (end !== 'moved') await moveVolume(place, app, direction.node, ['--verify', 'none', ...steadyLease]);
  }

  #appOf(name: string): App {
    const app = this.#apps.get(name);
    if (app === undefined) throw new Error(`no app for ${name}`);
    return app;
  }

  async #settledDifferences(before: Snapshot): Promise<string[]> {
    const now = async () => differences(before, await this.#snapshot());
    await expect
      .poll(now, { timeout: 30_000 })
      .toEqual([])
      .catch(() => undefined);
    return now();
  }
}

function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
