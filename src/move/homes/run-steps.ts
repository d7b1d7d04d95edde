import { waitForObject } from '../../kube/client/wait.ts';
import type { Home } from '../../volumes/home.ts';
import type { HomeStep, NotYet, Watch } from '../../volumes/step.ts';
import { sayOnce } from '../held/say-once.ts';
import { readStanding } from '../held/standing.ts';
import { deletionGraceMilliseconds, withStallTimeout, withTimeout } from '../held/timeout.ts';
import { leaveBehind } from '../held/wait-for-deletion.ts';
import type { Move } from '../model/move.ts';

/** A step of a driver on one end of a move. */
export interface HomeWork {
  /** One look: it is asked again until it is done. */
  readonly ask: () => Promise<HomeStep<Home>>;
  readonly record: (home: Home) => Promise<void>;
  /** What is seen when a wait was in vain; the object that was waited for, where absent. */
  readonly look?: (() => Promise<readonly string[]>) | undefined;
}

/**
 * Asks a step until it is done, writes down what it wants recorded, and waits where it is not: for the stall time, then AppError `move` is thrown
 * with what is seen; for a while only where an object is to go on whose end nothing depends. Resolves with what stays of that and why, in words.
 */
export async function runSteps(move: Move, work: HomeWork): Promise<readonly string[]> {
  const say = sayOnce((text) => move.waiting(text));
  for (let answer = await work.ask(); ;) {
    if (answer.kind === 'done') return [];
    if (answer.kind === 'record') {
      await work.record(answer.home);
      answer = await work.ask();
    } else {
      const next = await outlast({ ...move, waiting: say }, work, answer);
      if (next === undefined) return leaveWaitedFor(move, answer);
      answer = next;
    }
  }
}

/** Waits until the step answers something else; undefined: the time for that was over. Each thing that is waited for has its own time. */
async function outlast(move: Move, { ask, look }: HomeWork, first: NotYet): Promise<HomeStep<Home> | undefined> {
  const wait = async (patient: Move): Promise<HomeStep<Home>> => {
    for (let answer = first; ;) {
      patient.waiting(answer.detail === undefined ? answer.because : `${answer.because}; ${answer.detail}`);
      await waitForChange(patient, answer.watch);
      const next = await ask();
      if (next.kind !== 'not-yet' || next.because !== first.because) return next;
      answer = next;
    }
  };
  if (first.going !== undefined) return (await withTimeout(move, deletionGraceMilliseconds(move), wait))?.value;
  return withStallTimeout(move, { what: first.because, look: look ?? (() => lookAtWatched(move, first.watch)) }, wait);
}

async function waitForChange(move: Move, { port, kind, key, version }: Watch): Promise<void> {
  await waitForObject({ port, kind, key }, (now) => (now?.metadata.resourceVersion === version ? undefined : true), move);
}

async function lookAtWatched(move: Move, { port, kind, key }: Watch): Promise<readonly string[]> {
  return readStanding(move, port, { kind, key, object: await port.find(kind, key) });
}

async function leaveWaitedFor(move: Move, { going = '', watch: { port, kind, key } }: NotYet): Promise<readonly string[]> {
  return leaveBehind(move, port, { kind, key, uid: going });
}
