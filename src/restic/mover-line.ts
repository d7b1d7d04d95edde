import * as v from 'valibot';
import { milestone, type MoverMilestone } from './mover-milestones.ts';

/** One line of a mover's log that means something. */
export type MoverLine = MoverProgress | MoverMilestone | MoverComplaint;

const steps = ['backup', 'rescan', 'restore', 'manifest'] as const;

/** What a counter counts: `manifest` comes from the manifest program, the others from restic. */
type MoverStep = (typeof steps)[number];

interface MoverProgress {
  readonly type: 'progress';
  readonly step: MoverStep;
  readonly pass: number;
  readonly bytes: number;
  readonly files: number;
  /** Absent while restic does not know them yet, and in the manifest program's lines. */
  readonly totalBytes?: number;
  readonly totalFiles?: number;
}

interface MoverComplaint {
  readonly type: 'error';
  readonly message: string;
  readonly path?: string;
}

/** Reads one log line of container `restic` or `verify`; undefined for everything that is not one of ours or restic's. Never throws. */
export function parseMoverLine(line: string): MoverLine | undefined {
  const value = parseJson(line);
  for (const read of [readProgress, readMilestone, readComplaint]) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A line of a mover's log for people: what restic complains of, and what is no JSON; undefined for counters, milestones and summaries. */
export function readLogLine(line: string): string | undefined {
  const value = parseJson(line);
  if (value === undefined) return line;
  const found = readComplaint(value);
  if (found === undefined) return undefined;
  return found.path === undefined ? found.message : `${found.path}: ${found.message}`;
}

function parseJson(line: string): unknown {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const count = v.pipe(v.number(), v.finite(), v.minValue(0));
const counter = v.optional(count, 0);

/** restic leaves out counters that are zero; a backup counts what is done, a restore what is restored or was there already. */
const status = v.object({
  message_type: v.picklist(['status', 'mover']),
  step: v.picklist(steps),
  pass: v.pipe(v.number(), v.integer(), v.minValue(1)),
  bytes: counter,
  files: counter,
  bytes_done: counter,
  files_done: counter,
  bytes_restored: counter,
  files_restored: counter,
  bytes_skipped: counter,
  files_skipped: counter,
  total_bytes: counter,
  total_files: counter,
});

function readProgress(value: unknown): MoverProgress | undefined {
  const checked = v.safeParse(status, value);
  if (!checked.success) return undefined;
  const seen = checked.output;
  // restic's totals of a restore leave out what it skips.
  const totalBytes = seen.total_bytes + seen.bytes_skipped;
  const totalFiles = seen.total_files + seen.files_skipped;
  return {
    type: 'progress',
    step: seen.step,
    pass: seen.pass,
    bytes: seen.bytes + seen.bytes_done + seen.bytes_restored + seen.bytes_skipped,
    files: seen.files + seen.files_done + seen.files_restored + seen.files_skipped,
    ...(totalBytes > 0 && { totalBytes }),
    ...(totalFiles > 0 && { totalFiles }),
  };
}

function readMilestone(value: unknown): MoverMilestone | undefined {
  const checked = v.safeParse(milestone, value);
  if (!checked.success) return undefined;
  const { milestone: type, message_type: _, ...facts } = checked.output;
  return { type, ...facts } as MoverMilestone;
}

const message = v.string();
const complaint = v.union([
  v.pipe(
    v.object({ message_type: v.literal('error'), error: v.object({ message }), item: v.optional(v.string(), '') }),
    v.transform((seen) => ({ message: seen.error.message, path: seen.item })),
  ),
  v.pipe(
    v.object({ message_type: v.literal('exit_error'), message }),
    v.transform((seen) => ({ message: seen.message, path: '' })),
  ),
]);

function readComplaint(value: unknown): MoverComplaint | undefined {
  const checked = v.safeParse(complaint, value);
  if (!checked.success) return undefined;
  const { message: text, path } = checked.output;
  return { type: 'error', message: text, ...(path !== '' && { path }) };
}
