import * as v from 'valibot';
import { phaseNames } from '../../src/move/model/phase-names.ts';
import type { Leftover } from '../../src/move/held/left-behind.ts';
import type { MoveSummary } from '../../src/move/info/list-moves.ts';
import type { MoveStatus } from '../../src/move/info/move-status.ts';
import type { VolumeInfo } from '../../src/move/info/volume-info.ts';
import type { Found } from '../../src/move/leftovers/clean-up.ts';
import { recordSchema } from '../../src/move/record/record.ts';
import { describing } from './printed.ts';

const text = v.string();
const optional = v.exactOptional(text);

const summaryFields = {
  move: text,
  namespace: text,
  claim: text,
  from: text,
  to: text,
  phase: v.picklist(phaseNames),
  direction: v.picklist(['forward', 'back']),
  state: v.picklist(['running', 'stopped', 'kept']),
  startedAt: text,
  error: optional,
  scaledDown: optional,
};

/** A line of `move list`. */
export const printedSummary = describing<MoveSummary>()(v.object(summaryFields));

export const printedLeftover = describing<Leftover>()(v.object({ move: text, leftBehind: text }));

/** What has been copied. */
export const printedProgress = v.object({
  bytes: v.number(),
  files: v.number(),
  totalBytes: v.exactOptional(v.number()),
  totalFiles: v.exactOptional(v.number()),
  pass: v.number(),
});

/** `move status` of a move that is open. */
export const printedStatus = describing<MoveStatus>()(
  v.object({ ...summaryFields, holder: optional, step: v.number(), steps: v.number(), progress: v.exactOptional(printedProgress) }),
);

/** `move status` of a move that is over. */
export const printedEnd = v.object({ state: v.literal('ended'), ...recordSchema.entries });

export const printedTrace = describing<Found>()(
  v.object({
    kind: text,
    namespace: optional,
    name: text,
    cluster: text,
    move: text,
    judgement: v.picklist(['needed', 'remove', 'release', 'keep']),
    done: v.boolean(),
    why: optional,
    next: v.array(text),
  }),
);

const unknown = v.object({ unknown: text, message: text });
const { move, from, to, phase, direction, state } = summaryFields;

export const printedVolume = describing<VolumeInfo>()(
  v.object({
    namespace: text,
    claim: text,
    uid: text,
    phase: text,
    home: v.union([
      v.object({ kind: v.literal('local'), node: optional }),
      v.object({ kind: v.literal('remote'), provider: text, nodes: v.array(text) }),
      v.object({ kind: v.literal('not-virtual'), node: optional }),
      v.object({ kind: v.literal('none') }),
      unknown,
    ]),
    volume: optional,
    storageClass: optional,
    capacity: optional,
    real: v.exactOptional(
      v.union([v.object({ namespace: text, claim: text, uid: text, phase: text, storageClass: optional, capacity: optional }), unknown]),
    ),
    mountedBy: v.union([v.array(v.object({ pod: text, phase: text, node: optional })), unknown]),
    move: v.exactOptional(v.union([v.object({ move, from, to, phase, direction, state }), unknown])),
  }),
);
