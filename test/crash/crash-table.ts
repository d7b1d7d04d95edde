import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Claim } from '../../src/kube/objects/kinds.ts';
import type { PhaseName } from '../../src/move/model/phase-names.ts';
import { renderTable } from '../../src/output/table.ts';
import { type App, createApp } from '../place/app.ts';
import { moveVolume, steadyLease } from '../place/cli.ts';
import { type Snapshot, takeSnapshotApartFrom, differences } from '../place/snapshot.ts';
import { readCopy } from '../place/copies.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { abortAfterKill, isFrom, type Killed, resumeAfterKill } from './ends.ts';
import { type Story, tellStory } from './stories.ts';
import { eachOf } from '../each-of.ts';
import { scriptedRestic } from '../faults/scripted-restic.ts';

/** Round once, and the volume is where it was. The copies' nodes are those that `where` names. */
const directions = [
  { name: 'local → local', from: 'rome/rome-1', to: 'rome/rome-2', node: 'rome-2' },
  { name: 'local → remote', from: 'rome/rome-2', to: 'milan/milan-1', node: 'milan' },
  { name: 'remote → remote', from: 'milan/milan-1', to: 'paris/paris-1', node: 'paris' },
  { name: 'remote → local', from: 'paris/paris-1', to: 'rome/rome-1', node: 'rome-1' },
] as const;

/** Which moves are killed. */
export interface CrashTable {
  readonly title: string;
  readonly phases: readonly PhaseName[];
  readonly stories: readonly Story[];
  /** Makes the place fit for it; the returned function is called at the end. */
  readonly prepare?: (place: SandboxPlace) => Promise<() => Promise<void>>;
  /** What is unusual about the claims. */
  readonly spec?: Claim['spec'];
}

/** No symlink: the scripted restic copies with busybox, which does not keep its time. */
const fill = 'cd /data; chmod 2750 .; mkdir d; head -c 300000 /dev/urandom > d/blob; ln d/blob linked; touch -d "2001-02-03 04:05:06" d';

const ways = ['abort', 'resume'] as const;
const atOnce = 6;

function expectedEnd(phase: PhaseName, way: (typeof ways)[number]): string {
  if (way === 'resume') return 'moved';
  if (isFrom('release-source', phase)) return 'no way back';
  return isFrom('swap-claim', phase) ? 'gone back' : 'undone';
}

/** A row per phase in which it was killed, a column per direction and way. */
function renderEnds(phases: readonly PhaseName[], ends: ReadonlyMap<string, string>): string[] {
  const columns = directions.flatMap(({ name }) => ways.map((way) => ({ name, way })));
  const head = ['killed in', ...columns.map(({ name, way }) => `${name}, ${way}`)];
  const told = (key: string) => (ends.get(key) ?? 'not run').split('\n', 1)[0]?.slice(0, 40) ?? '';
  return renderTable([head, ...phases.map((phase) => [phase, ...columns.map(({ name, way }) => told(`${name} ${phase} ${way}`))])]);
}

/** A row per story, a column per direction. */
function renderStories(stories: readonly Story[], ends: ReadonlyMap<string, string>): string[] {
  const rows = stories.map((story) => [
    story.name,
    ...directions.map(({ name }) => ends.get(`${name} ${story.name}`)?.split('\n', 1)[0] ?? 'not run'),
  ]);
  return renderTable([['story', ...directions.map(({ name }) => name)], ...rows]);
}

function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Names change with every move, numbers do not. */
function countKinds(counted: Snapshot): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of Object.keys(counted)) {
    const kind = key.startsWith('folder ') ? 'folder' : key.split(' ').slice(0, 2).join(' ');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Declares the tests: one for each direction, then one for each cell of the table. */
export function describeCrashTable({ title, phases: killedIn, stories: told, prepare, spec }: CrashTable): void {
  describe(title, () => {
    let place: SandboxPlace;
    let start: Snapshot;
    const apps = new Map<string, App>();
    const ends = new Map<string, string>();
    let end: (() => Promise<void>) | undefined;

    beforeAll(async () => {
      place = await openSandbox({ providers: ['milan', 'paris'], restic: scriptedRestic });
      end = await prepare?.(place);
      const wanted = [...killedIn, ...told.map(({ name }) => name)];
      await eachOf(
        wanted,
        atOnce,
        async (name) => void apps.set(name, await createApp(place, { node: 'rome-1', fill, ...(spec && { spec }) })),
      );
      start = await takeSnapshotApartFrom(place, [...apps.values()]);
    });
    afterAll(async () => {
      await end?.();
      await place.close();
    });

    /** First every move that can be undone is, then every one is finished: so the volumes are ready for the next direction. */
    it.each(directions)('$name: all phases', async (direction) => {
      const killed = async (phase: PhaseName): Promise<Killed> => {
        const app = appOf(phase);
        return { place, app, phase, ...direction, files: (await readCopy(place, app)).files };
      };
      const record = async (way: string, phase: PhaseName, run: () => Promise<string>) => {
        const end = await run().catch(explain);
        ends.set(`${direction.name} ${phase} ${way}`, end);
        if (way === 'resume' && isFrom('release-source', phase))
          ends.set(`${direction.name} ${phase} abort`, end === 'moved' ? 'no way back' : end);
      };
      const before = await takeSnapshotApartFrom(place, [...apps.values()]);
      const undoable = killedIn.filter((phase) => !isFrom('release-source', phase));
      await eachOf(undoable, atOnce, async (phase) => record('abort', phase, async () => abortAfterKill(await killed(phase))));
      const left = await settledDifferences(before);
      for (const phase of undoable) {
        const { namespace } = appOf(phase);
        const own = left.filter((line) => new RegExp(`\\b${namespace}\\b`).test(line));
        if (own.length > 0) ends.set(`${direction.name} ${phase} abort`, own.join('\n'));
      }
      await eachOf(killedIn, atOnce, async (phase) => record('resume', phase, async () => resumeAfterKill(await killed(phase))));
      await eachOf(told, atOnce, async (story) => {
        const app = appOf(story.name);
        const files = (await readCopy(place, app)).files;
        const end = await tellStory(story, { place, app, ...direction, files }).catch(explain);
        ends.set(`${direction.name} ${story.name}`, end);
        // On to where the next direction begins.
        if (end !== 'moved') await moveVolume(place, app, direction.node, ['--verify', 'none', ...steadyLease]);
      });
    });

    function appOf(name: string): App {
      const app = apps.get(name);
      if (app === undefined) throw new Error(`no app for ${name}`);
      return app;
    }

    async function settledDifferences(before: Snapshot): Promise<string[]> {
      const now = async () => differences(before, await takeSnapshotApartFrom(place, [...apps.values()]));
      await expect
        .poll(now, { timeout: 30_000 })
        .toEqual([])
        .catch(() => undefined);
      return now();
    }

    it('shows the table, and leaves as many objects and folders behind as there were', async ({ task }) => {
      task.meta.shown = [...renderEnds(killedIn, ends), '', ...renderStories(told, ends)].join('\n');
      expect(countKinds(await takeSnapshotApartFrom(place, [...apps.values()]))).toEqual(countKinds(start));
    });

    const cells = directions.flatMap(({ name: direction }) =>
      killedIn.flatMap((phase) => ways.map((way) => ({ direction, phase, way, expected: expectedEnd(phase, way) }))),
    );
    const storyCells = directions.flatMap(({ name: direction }) => told.map(({ name, expected }) => ({ direction, name, expected })));

    it.each(storyCells)('$direction, $name: $expected', ({ direction, name, expected }) => {
      expect(ends.get(`${direction} ${name}`)).toBe(expected);
    });

    it.each(cells)('$direction, killed in $phase, then $way: $expected', ({ direction, phase, way, expected }) => {
      expect(ends.get(`${direction} ${phase} ${way}`)).toBe(expected);
    });
  });
}
