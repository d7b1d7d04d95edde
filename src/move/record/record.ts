import * as v from 'valibot';
import type { Journal } from '../model/journal.ts';
import { renderReport, reportSchema } from '../model/report.ts';

/** What is kept of a move when its journal is gone. */
export const recordSchema = v.object({
  version: v.literal(1),
  outcome: v.picklist(['moved', 'undone']),
  ...reportSchema.entries,
  /** Why the move was rolled back. */
  error: v.exactOptional(v.string()),
});

export type MoveRecord = v.InferOutput<typeof recordSchema>;

export function renderRecord(journal: Journal, outcome: MoveRecord['outcome']): MoveRecord {
  const { error } = journal;
  return { version: 1, outcome, ...renderReport(journal), ...(outcome === 'undone' && error !== undefined && { error: error.message }) };
}
