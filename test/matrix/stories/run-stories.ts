import * as fc from 'fast-check';
import { eachOf } from '../../each-of.ts';
import type { MatrixDirection } from '../points/directions.ts';
import type { Around, News } from '../work/task.ts';
import { hashOf } from '../world/folders.ts';
import { inWorld } from '../world/in-world.ts';
import { drawStory } from './draw-story.ts';
import { runStory, type StoryResult } from './run-story.ts';
import { formatStory, type Story } from './story.ts';

interface Wanted {
  readonly direction: MatrixDirection;
  /** Drawn from the seed and each of these. */
  readonly numbers: readonly number[];
  readonly workers: number;
  readonly seed: string;
}

/** How long it is looked for a shorter story that goes wrong, too. */
const shrinkMilliseconds = 180_000;

/** Tells drawn stories, and of each that goes wrong the shortest one that still does. */
export async function tellDrawnStories({ direction, numbers, workers, seed }: Wanted, { tell, isOver }: Around): Promise<void> {
  await eachOf(numbers, workers, async (number) => {
    if (isOver()) return;
    const result = await tellDrawn(direction, Number.parseInt(hashOf(`${seed} ${direction.name} ${number}`).slice(0, 8), 16));
    if (!isOver() || result.bad.length > 0) tell(newsOf(result));
  });
}

/** Tells a story as it is. */
export async function tellStory(story: Story): Promise<News> {
  return newsOf(await tellOne(story));
}

/** The story of that seed, or a shorter one where it goes wrong. */
async function tellDrawn(direction: MatrixDirection, seed: number): Promise<StoryResult> {
  const told: { last?: StoryResult; bad?: StoryResult } = {};
  const property = fc.asyncProperty(fc.noBias(drawStory(direction)), async (story) => {
    told.last = await tellOne(story);
    if (told.last.bad.length > 0) told.bad = told.last;
    return told.last.bad.length === 0;
  });
  await fc.check(property, { seed: seed | 0, numRuns: 1, skipAllAfterTimeLimit: shrinkMilliseconds });
  const result = told.bad ?? told.last;
  if (result === undefined) throw new Error('no story was told');
  return result;
}

/** In clusters of its own: it may stop what plays Liqo, and what goes wrong may be in the way of others. */
async function tellOne(story: Story): Promise<StoryResult> {
  return inWorld(story.direction, [], (world) => runStory(world, story).catch((error: unknown) => brokenStory(story, error)));
}

function brokenStory(story: Story, error: unknown): StoryResult {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { story, bad: [`the story could not be told: ${text}`], steps: [], looks: 0 };
}

function newsOf(result: StoryResult): News {
  const { story, bad, looks } = result;
  const cell = { mode: 'story', variant: 'plain', direction: story.direction } as const;
  return { kind: 'tried', cell, bad, looks, lines: bad.length > 0 ? renderStory(result) : [] };
}

function renderStory({ story, bad, steps }: StoryResult): readonly string[] {
  return [
    `FAILED a story, ${story.direction.words}`,
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ...bad.map((line) => `  ${line}`),
    `  again: npm run test:matrix ${formatStory(story)}`,
  ];
}
