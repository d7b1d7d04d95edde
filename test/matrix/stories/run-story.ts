import { startWitness } from '../look/witness.ts';
import { lookAtEnd, meantCopy } from '../points/run-point.ts';
import type { PointRun } from '../points/point-run.ts';
import { createFilledApp, removeApp } from '../world/app.ts';
import { listFolder } from '../world/folders.ts';
import type { World } from '../world/world.ts';
import { endStory, lostMarks } from './end-story.ts';
import { perform } from './perform.ts';
import type { Scene } from './scene.ts';
import type { Act, Story } from './story.ts';

/** What came of a story. */
export interface StoryResult {
  /** Only with what could be done when its turn came. */
  readonly story: Story;
  readonly bad: readonly string[];
  readonly steps: readonly string[];
  /** Writes, by anybody, after each of which the witness looked for a safe copy. */
  readonly looks: number;
}

/** Tells a story on a claim of its own. */
export async function runStory(world: World, story: Story): Promise<StoryResult> {
  const { direction } = story;
  const app = await createFilledApp(world, { node: direction.node, storageClass: 'liqo' });
  const files = listFolder(meantCopy(world, app).folder) ?? '';
  const run: PointRun = { world, app, direction, variant: 'plain', steps: [], bad: [] };
  const scene: Scene = { run, actors: new Map(), late: [], marks: new Set(), disturbances: [] };
  const performed: Act[] = [];
  const witness = startWitness(world, app, files);
  try {
    for (const act of story.acts) await perform(scene, act, performed);
    const { run: last, where } = await endStory(scene, story);
    run.bad.push(...(await lookAtEnd(last, { files, where, uids: witness.uids })), ...lostMarks(scene));
  } finally {
    witness.stop();
  }
  run.bad.push(...witness.unsafe.map((write) => `no safe copy after ${write}`));
  // What is wrong may be in the way of its end; the world goes with it.
  if (run.bad.length === 0) await removeApp(world, app);
  return { story: { ...story, acts: performed }, bad: run.bad, steps: run.steps, looks: witness.looks };
}
