import * as v from 'valibot';
import { scaledOwnerSchema } from '../../src/move/model/application/scaled-owner.ts';
import type { MoveOutcome, Refusal } from '../../src/move/model/outcome.ts';
import { phaseNames } from '../../src/move/model/phase-names.ts';
import type { Plan } from '../../src/move/model/plan.ts';
import { reportSchema } from '../../src/move/model/report.ts';
import { requestSchema } from '../../src/move/model/request.ts';
import { homeSchema } from '../../src/volumes/home.ts';
import { describing, printedError } from './printed.ts';

const texts = v.array(v.string());

const refusal = describing<Refusal>()(v.object({ check: v.string(), message: v.string(), seen: v.exactOptional(texts), next: texts }));

const plan = describing<Plan>()(
  v.object({
    id: v.string(),
    attempt: v.number(),
    request: requestSchema,
    source: homeSchema,
    target: homeSchema,
    workspace: v.string(),
    providers: texts,
    volume: v.string(),
    capacityBytes: v.number(),
    scaled: v.exactOptional(v.array(v.pick(scaledOwnerSchema, ['kind', 'name', 'replicas', 'scaledTo']))),
    warm: v.exactOptional(v.literal(true)),
    movers: v.string(),
    notCarried: texts,
  }),
);

const finished = { report: reportSchema, unseen: texts, next: texts };
const failed = { interrupted: v.boolean() };

/** How a command on a move ended. */
export const printedOutcome = describing<MoveOutcome>()(
  v.variant('kind', [
    v.object({ kind: v.literal('moved'), ...finished }),
    v.object({ kind: v.literal('kept'), ...finished }),
    v.object({ kind: v.literal('already-there'), message: v.string() }),
    v.object({ kind: v.literal('planned'), plan, refusals: v.array(refusal) }),
    v.object({ kind: v.literal('refused'), refusals: v.array(refusal) }),
    v.object({ kind: v.literal('undone'), cause: v.exactOptional(printedError), ...failed }),
    v.object({
      kind: v.literal('stopped'),
      cause: printedError,
      phase: v.picklist(phaseNames),
      scaledDown: v.exactOptional(v.string()),
      ways: v.array(v.picklist(['resume', 'finish-rollback', 'abort'])),
      ...failed,
    }),
  ]),
);
