import { abortMove } from '../../../src/move/engine/abort.ts';
import { resumeMove } from '../../../src/move/engine/resume.ts';
import { runMove } from '../../../src/move/engine/start.ts';
import { cleanUpMoves } from '../../../src/move/leftovers/clean-up.ts';
import type { MoveContext } from '../../../src/move/model/context.ts';
import type { MoveOutcome } from '../../../src/move/model/outcome.ts';
import type { App } from '../../place/app.ts';
import { requestOf } from '../../support/requests.ts';
import type { OperatorCall, WriteFate } from '../operator/call.ts';
import { type Judges, Operator } from '../operator/operator.ts';
import type { World } from '../world/world.ts';
import { type MatrixDirection, type MatrixVariant, runsApplication } from './directions.ts';

/** A point while it is being run. */
export interface PointRun {
  readonly world: World;
  readonly app: App;
  readonly direction: MatrixDirection;
  readonly variant: MatrixVariant;
  /** What was done and how that ended, for people. */
  readonly steps: string[];
  /** What is wrong. */
  readonly bad: string[];
}

/** Where the copy has to be in the end. */
export type Whereabouts = 'source' | 'target' | 'either';

/** What a mode did to its move. */
export interface PointEnd {
  /** The call to which it happened; undefined: the move ended before. */
  readonly hit: OperatorCall | undefined;
  readonly where: Whereabouts;
}

export const absentPoint: PointEnd = { hit: undefined, where: 'either' };

type Command = (context: MoveContext) => Promise<MoveOutcome>;

/** The command that begins the move. */
export function moveOfRun({ app, direction, variant }: PointRun): Command {
  const request = requestOf({
    ...app,
    targetNode: direction.targetNode,
    keepSource: variant === 'keep',
    ...(runsApplication(variant) && { scale: true }),
    ...(variant === 'warm' && { warm: { maxDowntimeSeconds: 30 } }),
  });
  return (context) => runMove(request, false, context);
}

export function commandOf({ app }: PointRun, way: string, { discardChanges = false } = {}): Command {
  if (way === 'abort') return (context) => abortMove(app, { discardChanges, recreate: false }, context);
  return (context) => resumeMove(app, context);
}

/** `move cleanup` of the app's namespace; its outcome says what was found. */
export function cleanUpCommand({ app: { namespace } }: PointRun): Command {
  return async (context) => {
    const { found } = await cleanUpMoves({ namespace, dryRun: false }, context);
    const lines = found.map(({ kind, name, judgement, why = '' }) => `${kind} ${name} ${judgement} ${why}`);
    return { kind: 'already-there', message: lines.join('; ') };
  };
}

/** Runs a command to its end and notes how that was. */
export async function step(run: PointRun, name: string, command: Command, judges: Judges = {}): Promise<string> {
  const end = await new Operator(run.world, judges).run(command);
  run.steps.push(`${name}: ${end}`);
  return end;
}

/** Judges that do something to one write, and remember it. */
export function judgeWrite(
  number: number,
  fate: WriteFate,
): { write: NonNullable<Judges['write']>; readonly hit: OperatorCall | undefined } {
  const seen: { hit?: OperatorCall } = {};
  return {
    write: (call) => {
      if (call.number !== number) return 'passed';
      seen.hit = call;
      return fate;
    },
    get hit() {
      return seen.hit;
    },
  };
}

/** How a move ends for which nothing was asked but to go on. */
export function isForwardEnd({ variant }: PointRun, end: string): boolean {
  return end === (variant === 'keep' ? 'kept' : 'moved');
}
