import { kinds } from '../../../src/kube/objects/kinds.ts';
import { peekJournal } from '../look/safe-copies.ts';
import { cleanUpCommand, commandOf, type PointRun, step, type Whereabouts } from '../points/point-run.ts';
import { leaveClaim, untilLeft } from './outsiders.ts';
import { switchLiqo } from './perform.ts';
import type { Scene } from './scene.ts';
import type { Story } from './story.ts';

/** What a story has come to. */
interface StoryEnd {
  /** With the direction of the last move. */
  readonly run: PointRun;
  readonly where: Whereabouts;
}

/**
 * Everybody who is awake gets to an end, and the move is brought to its own. Then who was suspended comes back, writes arrive that were on their
 * way, and what they leave is cleaned up.
 */
export async function endStory(scene: Scene, { way }: Story): Promise<StoryEnd> {
  const { run } = scene;
  await switchLiqo(scene, 'starts');
  await leaveClaim(scene);
  await untilLeft(scene);
  await endOperators(scene, 'awake');
  const last = orient(run);
  const where = await bringToEnd(scene, way);
  await endOperators(scene, 'asleep');
  for (const late of scene.late.splice(0)) run.steps.push(`a late write arrives: ${await late.arrive()}`);
  // A journal that came late is no leftover: it is a move that has not got beyond its beginning.
  if (peekJournal(run.world, run.app) !== undefined) await bringToEnd(scene, 'abort');
  await step(run, 'cleanup', cleanUpCommand(run));
  return { run: last, where };
}

async function endOperators({ actors, run }: Scene, who: 'awake' | 'asleep'): Promise<void> {
  const left = [...actors.values()].filter(({ state }) => state !== 'over' && (who === 'asleep') === (state === 'asleep'));
  for (const actor of left) {
    actor.wake();
    void actor.pass(Infinity);
  }
  const ends = await Promise.all(left.map(async ({ ending }) => ending));
  run.bad.push(...ends.filter((end) => end.startsWith('stuck')));
}

/** A move back has its ends the other way round. */
function orient(run: PointRun): PointRun {
  const { direction } = run;
  if (peekJournal(run.world, run.app)?.request.targetNode !== direction.node) return run;
  return { ...run, direction: { ...direction, source: direction.target, target: direction.source } };
}

async function bringToEnd(scene: Scene, way: Story['way']): Promise<Whereabouts> {
  const { run } = scene;
  const isGoingBack = peekJournal(run.world, run.app)?.direction === 'back';
  const end = await step(run, way, commandOf(run, way));
  if (end === 'refused: no-move') return 'either';
  if (way === 'resume') return isGoingBack ? expectUndone(run, end) : expectMoved(scene, end);
  if (end === 'refused: no-way-back') return bringToEnd(scene, 'resume');
  if (end !== 'refused: changes-would-be-lost') return expectUndone(run, end);
  return expectUndone(run, await step(run, 'abort --discard-changes', commandOf(run, 'abort', { discardChanges: true })));
}

/** Unless there was a reason to go back. */
function expectMoved({ run, disturbances }: Scene, end: string): Whereabouts {
  if (disturbances.length > 0 && end.startsWith('undone')) return 'source';
  if (end !== 'moved') run.bad.push(`resume: ${end}`);
  return 'target';
}

function expectUndone(run: PointRun, end: string): Whereabouts {
  if (!end.startsWith('undone')) run.bad.push(`the way back: ${end}`);
  return 'source';
}

/** Labels of the user's that the claim does not carry any more. */
export function lostMarks({ run: { world, app }, marks }: Scene): readonly string[] {
  const labels = world.consumer.peek(kinds.claim, { namespace: app.namespace, name: app.claim })?.metadata.labels ?? {};
  return [...marks].filter((mark) => labels[mark] === undefined).map((mark) => `the claim has lost the user's label ${mark}`);
}
