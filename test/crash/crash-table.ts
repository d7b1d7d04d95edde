import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhaseName } from '../../src/move/model/phase-names.ts';
import { renderTable } from '../../src/output/table.ts';
import { countKinds, type Snapshot } from '../place/snapshot.ts';
import { readSample, renderSample, takeSample } from '../sampled.ts';
import { type CrashPlan, CrashRun, directions } from './crash-run.ts';
import { isFrom } from './ends.ts';
import type { Story } from './stories.ts';

const ways = ['abort', 'resume'] as const;
const sample = readSample(process.env, new Date());

/** Declares the tests of a crash table: one for each direction, then one for each cell. */
export function describeCrashTable(title: string, all: CrashPlan): void {
  const { stories } = all;
  const phases = takeSample(sample, all.phases);
  const plan = { ...all, phases };
  describe(`${title} (${phases.length} of ${all.phases.length} phases: ${renderSample(sample)})`, () => {
    let run: CrashRun;
    let start: Snapshot;
    beforeAll(async () => {
      run = await CrashRun.open(plan);
      start = await run.settledSnapshot('rome');
    });
    afterAll(async () => run.close());

    it.each(directions)('$name: all phases', async (direction) => run.go(direction));

    it('shows the table, and leaves as many objects and folders behind as there were', async ({ task }) => {
      task.meta.shown = [...renderEnds(phases, run.ends), '', ...renderStories(stories, run.ends)].join('\n');
      expect(countKinds(await run.settledSnapshot('rome'))).toEqual(countKinds(start));
    });

    it.each(storyCells(stories))('$direction, $name: $expected', ({ direction, name, expected }) => {
      expect(run.ends.get(`${direction} ${name}`)).toBe(expected);
    });

    it.each(cellsOf(phases))('$direction, killed in $phase, then $way: $expected', ({ direction, phase, way, expected }) => {
      expect(run.ends.get(`${direction} ${phase} ${way}`)).toBe(expected);
    });
  });
}

function cellsOf(phases: readonly PhaseName[]) {
  return directions.flatMap(({ name: direction }) =>
    phases.flatMap((phase) => ways.map((way) => ({ direction, phase, way, expected: expectedEnd(phase, way) }))),
  );
}

function storyCells(stories: readonly Story[]) {
  return directions.flatMap(({ name: direction }) => stories.map(({ name, expected }) => ({ direction, name, expected })));
}

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
