import { kinds } from '../../../src/kube/objects/kinds.ts';
import { type CopyPlace, findMeantCopy } from '../look/meant-copy.ts';
import { settledLeftovers } from '../look/leftovers.ts';
import { startWitness } from '../look/witness.ts';
import { modesOfMatrix } from '../modes/modes.ts';
import { formatCall } from '../operator/call.ts';
import { untilPasses } from '../../support/until.ts';
import { removeApp, renderUser } from '../world/app.ts';
import { lookAtUser } from '../world/application.ts';
import { listFolder } from '../world/folders.ts';
import type { World } from '../world/world.ts';
import { runsApplication } from './directions.ts';
import { openRun } from './open-run.ts';
import type { Point } from './point.ts';
import type { PointRun, Whereabouts } from './point-run.ts';

/** What came of a point. */
export interface PointResult {
  /** The call to which it happened, in words; undefined: there was no such call. */
  readonly hit: string | undefined;
  readonly bad: readonly string[];
  readonly steps: readonly string[];
  /** Writes, by anybody, after each of which the witness looked for a safe copy. */
  readonly looks: number;
}

/** Runs a point on a claim of its own. */
export async function runPoint(world: World, point: Point): Promise<PointResult> {
  const run = await openRun(world, point);
  const { app } = run;
  const files = listFolder(meantCopy(world, app).folder) ?? '';
  const witness = startWitness(world, app, files);
  const { hit, where } = await modesOfMatrix[point.mode].run(run, point);
  if (hit !== undefined) run.bad.push(...(await lookAtEnd(run, { files, where, uids: witness.uids })));
  witness.stop();
  run.bad.push(...witness.unsafe.map((write) => `no safe copy after ${write}`));
  // What is wrong may be in the way of its end; the world goes with it.
  if (run.bad.length === 0 && hit !== undefined) await removeApp(world, app);
  return { hit: hit && formatCall(hit), bad: run.bad, steps: run.steps, looks: witness.looks };
}

/** The copy of a claim to which nothing has happened. Throws where there is none. */
export function meantCopy(world: World, app: PointRun['app']): CopyPlace {
  const copy = findMeantCopy(world, app);
  if (typeof copy === 'string') throw new Error(`the new claim of ${app.namespace} is not usable: ${copy}`);
  return copy;
}

/** What is wrong when everything is over: what is left, where the data is, whether the claim can be used. */
export async function lookAtEnd(
  run: PointRun,
  { files, where, uids }: { files: string; where: Whereabouts; uids: ReadonlySet<string> },
): Promise<readonly string[]> {
  const left = await settledLeftovers(run.world, run.app, uids);
  // Killed before the journal was there or behind its removal, a move has ended: no command finds it, and its lease runs out.
  const isLoneLease = where === 'either' && left.length === 1 && left.every((line) => line.includes(' leases '));
  return [
    ...(isLoneLease ? [] : left.map((line) => `left: ${line}`)),
    ...lookAtData(run, files, where),
    ...run.world.folders.findMistaken().map((folder) => `somebody wrote below ${folder} without saying so`),
    ...(await tryToMount(run)),
    ...(runsApplication(run.variant) ? await lookAtUser(run.world, run.app) : []),
  ];
}

function lookAtData({ world, app, direction }: PointRun, files: string, where: Whereabouts): readonly string[] {
  const copy = findMeantCopy(world, app);
  if (typeof copy === 'string') return [copy];
  const allowed = where === 'either' ? [direction.source, direction.target] : [direction[where]];
  return [
    ...(allowed.includes(copy.where) ? [] : [`the claim means the copy on ${copy.where}, not the one on ${allowed.join(' or ')}`]),
    ...(listFolder(copy.folder) === files ? [] : ['the data is not what it was']),
  ];
}

/** A guard that is left would refuse the pod; an API server forgets one a moment after it is gone. */
async function tryToMount({ world, app }: PointRun): Promise<readonly string[]> {
  try {
    await untilPasses(async () => world.consumer.port.create(kinds.pod, renderUser(app), { dryRun: true }), { seconds: 3 });
    return [];
  } catch (error) {
    return [`no pod may mount the claim: ${error instanceof Error ? error.message : String(error)}`];
  }
}
