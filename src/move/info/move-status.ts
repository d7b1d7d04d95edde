import { liqoctl } from '../../base/hint.ts';
import { explainMissing } from '../claim/absence.ts';
import { findJournal } from '../held/journal-store.ts';
import { findRecord } from '../record/record-store.ts';
import type { Progress } from '../../base/progress.ts';
import type { MoveContext, MoveRef } from '../model/context.ts';
import { currentPhase } from '../model/journal.ts';
import { phases } from '../engine/phases.ts';
import { countNow } from '../engine/steps.ts';
import type { MoveRecord } from '../record/record.ts';
import { type MoveSummary, readRunner, summarizeMove } from './list-moves.ts';
import { readCounters } from './mover-counters.ts';

/** How far a move is at this moment. */
export interface MoveStatus extends MoveSummary {
  /** Who runs it, or ran it last. */
  readonly holder?: string;
  /** Number of the phase that was begun last, of how many. */
  readonly step: number;
  readonly steps: number;
  /** What the phase has counted; absent where it counts nothing, or its mover's log cannot be read. */
  readonly progress?: Progress;
}

/** The move of a claim, or else what is kept of its last one; undefined where neither is known, and why where there is no such claim. */
export type KnownMove =
  | { readonly kind: 'open'; readonly status: MoveStatus }
  | { readonly kind: 'ended'; readonly record: MoveRecord }
  | { readonly kind: 'missing'; readonly message: string };

/** Reads how far the move of a claim is, from any machine: from its journal, its lease, and its movers' logs. Changes nothing. */
export async function readMoveStatus(ref: MoveRef, context: MoveContext): Promise<KnownMove | undefined> {
  const { consumer } = context;
  const journal = await findJournal(consumer, { namespace: ref.namespace, name: ref.claim });
  if (journal === undefined) {
    const record = await findRecord(consumer, ref);
    if (record !== undefined) return { kind: 'ended', record };
    const missing = await explainMissing(consumer, ref, (other) => liqoctl(`move status ${ref.claim} -n ${other}`));
    return missing && { kind: 'missing', message: missing.message };
  }
  const { value } = journal;
  const [runner, counters] = await Promise.all([readRunner(value, context), readCounters({ ...context, journal })]);
  const progress = counters.get(currentPhase(value));
  const status = {
    ...summarizeMove(value, runner?.renewing === true),
    ...(runner !== undefined && { holder: runner.holder }),
    ...countNow(value, phases),
    ...(progress !== undefined && { progress }),
  };
  return { kind: 'open', status };
}
