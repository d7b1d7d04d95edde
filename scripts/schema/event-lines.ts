import * as v from 'valibot';
import type { MoveEvent } from '../../src/move/model/events.ts';
import { phaseNames } from '../../src/move/model/phase-names.ts';
import { printedProgress } from './listed-documents.ts';
import { describing } from './printed.ts';

const text = v.string();
const phase = v.picklist(phaseNames);
const direction = v.picklist(['forward', 'back']);

const printedEvent = describing<MoveEvent>()(
  v.variant('type', [
    v.object({
      type: v.literal('move-started'),
      move: text,
      namespace: text,
      claim: text,
      from: text,
      to: text,
      direction,
      resumed: v.boolean(),
    }),
    v.object({ type: v.literal('phase-started'), phase, direction, step: v.number(), steps: v.number() }),
    v.object({
      type: v.literal('phase-done'),
      phase,
      direction,
      milliseconds: v.number(),
      note: v.exactOptional(text),
      skipped: v.exactOptional(text),
    }),
    v.object({ type: v.literal('progress'), phase, progress: printedProgress }),
    v.object({ type: v.literal('waiting'), phase, for: text }),
    v.object({ type: v.literal('warning'), text, detail: v.exactOptional(v.literal(true)), onClaim: v.exactOptional(v.literal(true)) }),
  ]),
);

/** A line of `-o jsonl` before the last. */
export const printedEventLine = v.intersect([v.object({ time: text }), printedEvent]);
