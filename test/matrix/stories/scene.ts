import { runMove } from '../../../src/move/engine/start.ts';
import type { MoveContext } from '../../../src/move/model/context.ts';
import type { MoveOutcome } from '../../../src/move/model/outcome.ts';
import { requestOf } from '../../support/requests.ts';
import { cleanUpCommand, commandOf, type PointRun } from '../points/point-run.ts';
import type { Actor } from './actor.ts';
import type { OperatorName } from './story.ts';

/** A story while it is being told. */
export interface Scene {
  readonly run: PointRun;
  /** Where every command of an operator's is, the last one of each. */
  readonly actors: Map<OperatorName, Actor>;
  /** Dead ones whose write is on its way. */
  readonly late: Actor[];
  /** Labels that the user has put on the claim. */
  readonly marks: Set<string>;
  /** What was done from outside that a move may go back for. */
  readonly disturbances: string[];
}

type Command = (context: MoveContext) => Promise<MoveOutcome>;

/** The command of that name; undefined: it is none. */
export function commandOfDeed(run: PointRun, deed: string): Command | undefined {
  const { app, direction } = run;
  const move = (targetNode: string, keepSource = false): Command => {
    const request = requestOf({ ...app, targetNode, keepSource });
    return (context) => runMove(request, false, context);
  };
  const commands: Readonly<Record<string, () => Command>> = {
    moves: () => move(direction.targetNode),
    'moves-keeping': () => move(direction.targetNode, true),
    'moves-back': () => move(direction.node),
    resumes: () => commandOf(run, 'resume'),
    aborts: () => commandOf(run, 'abort'),
    'aborts-discarding': () => commandOf(run, 'abort', { discardChanges: true }),
    'cleans-up': () => cleanUpCommand(run),
  };
  return commands[deed]?.();
}
