import * as fc from 'fast-check';
import { eachOf } from '../../each-of.ts';
import type { MatrixDirection } from '../points/directions.ts';
import type { Tally } from '../report.ts';
import { hashOf } from '../world/folders.ts';
import { startWorld } from '../world/world.ts';
import { drawStory } from './draw-story.ts';
import { runStory, type StoryResult } from './run-story.ts';
import { formatStory, type Story } from './story.ts';

interface Wanted {
  /** Drawn from the seed, so many for each direction. */
  readonly drawn: number;
  /** Told as they are. */
  readonly named: readonly Story[];
  readonly directions: readonly MatrixDirection[];
  readonly workers: number;
  readonly seed: string;
  /** No further story is begun when it answers true. */
  readonly isOver: () => boolean;
}

interface Listener {
  readonly say: (line: string) => void;
  readonly tally: Tally;
}

/** How long it is looked for a shorter story that goes wrong, too. */
const shrinkMilliseconds = 180_000;

/** Tells stories, and of each that goes wrong the shortest one that still does. */
export async function runStories({ drawn, named, directions, workers, seed, isOver }: Wanted, { say, tally }: Listener): Promise<void> {
  const numbers = Array.from({ length: drawn }, (_, index) => index);
  // By turns, so that a run which is over early has told some of each direction.
  const toDraw = named.length > 0 ? [] : numbers.flatMap((number) => directions.map((direction) => ({ direction, number })));
  await eachOf(named, workers, async (story) => note(await tell(story), { say, tally }));
  await eachOf(toDraw, workers, async ({ direction, number }) => {
    if (isOver()) return;
    const result = await tellDrawn(direction, Number.parseInt(hashOf(`${seed} ${direction.name} ${number}`).slice(0, 8), 16));
    if (!isOver() || result.bad.length > 0) note(result, { say, tally });
  });
}

/** The story of that seed, or a shorter one where it goes wrong. */
async function tellDrawn(direction: MatrixDirection, seed: number): Promise<StoryResult> {
  const told: { last?: StoryResult; bad?: StoryResult } = {};
  const property = fc.asyncProperty(fc.noBias(drawStory(direction)), async (story) => {
    told.last = await tell(story);
    if (told.last.bad.length > 0) told.bad = told.last;
    return told.last.bad.length === 0;
  });
  await fc.check(property, { seed: seed | 0, numRuns: 1, skipAllAfterTimeLimit: shrinkMilliseconds });
  const result = told.bad ?? told.last;
  if (result === undefined) throw new Error('no story was told');
  return result;
}

/** In clusters of its own: it may stop what plays Liqo, and what goes wrong may be in the way of others. */
async function tell(story: Story): Promise<StoryResult> {
  const world = await startWorld({ providers: story.direction.providers, ownClass: false });
  try {
    return await runStory(world, story);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { story, bad: [`the story could not be told: ${text}`], steps: [], looks: 0 };
  } finally {
    await world.stop();
  }
}

function note(result: StoryResult, { say, tally }: Listener): void {
  tally.note({ mode: 'story', variant: 'plain', direction: result.story.direction }, result);
  if (result.bad.length > 0) renderStory(result).forEach(say);
}

function renderStory({ story, bad, steps }: StoryResult): readonly string[] {
  return [
    `FAILED a story, ${story.direction.words}`,
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ...bad.map((line) => `  ${line}`),
    `  again: npm run test:matrix ${formatStory(story)}`,
  ];
}
