import * as v from 'valibot';
import { linkSchema } from '../../restic/mover-milestones.ts';
import { formatHome } from '../../volumes/home.ts';
import { downtimeMilliseconds } from './application/application.ts';
import { scaledOwnerSchema } from './application/scaled-owner.ts';
import type { Journal } from './journal.ts';
import { phaseNames } from './phase-names.ts';
import { requestSchema } from './request.ts';

/** What a finished move can say about itself. */
export const reportSchema = v.object({
  move: v.string(),
  namespace: v.string(),
  claim: v.string(),
  from: v.string(),
  to: v.string(),
  /** Who ran it last, as the consumer's API server names the user. */
  user: v.string(),
  /** Version of the liqoctl that began it. */
  writtenBy: v.exactOptional(v.string()),
  images: requestSchema.entries.images,
  startedAt: v.string(),
  endedAt: v.string(),
  bytes: v.number(),
  files: v.number(),
  passes: v.number(),
  /** How the data went; absent where the movers' logs could not be read. */
  link: v.exactOptional(linkSchema),
  /** How much of the copy was to be proven; absent in records of versions that did not say so. */
  verify: v.exactOptional(requestSchema.entries.verify),
  /** What `--verify=full` has found to be the same; absent at the other levels. */
  verified: v.exactOptional(v.object({ entries: v.number(), digest: v.string() })),
  /** What restic does not carry and was found: `3 sockets`. */
  notCarried: v.array(v.string()),
  /** What stays behind and whose it is now, e.g. a real volume of a class with Retain, or the kept source. */
  leftBehind: v.array(v.string()),
  phaseMilliseconds: v.record(v.picklist(phaseNames), v.number()),
  /** From the deletion of the claim until its successor was Bound. */
  cutMilliseconds: v.exactOptional(v.number()),
  /** From the last Ready pod to the first Ready one. Absent without --scale, and where no pod was Ready before, or none is yet. */
  downtimeMilliseconds: v.exactOptional(v.number()),
  /** Who was scaled for the move; `left`: why it is not back at what it was. */
  scaled: v.exactOptional(v.array(scaledOwnerSchema)),
  /** From the guard's first moment to its last: no pod could use the claim. Absent without a guard. */
  lockedMilliseconds: v.exactOptional(v.number()),
});

export type MoveReport = v.InferOutput<typeof reportSchema>;

/** What the journal of a finished move has to tell. */
export function renderReport(journal: Journal): MoveReport {
  const { id, request, source, target, copy, verified, swap, user, writtenBy, startedAt } = journal;
  const phases = Object.entries(journal.phases);
  return {
    move: id,
    namespace: request.namespace,
    claim: request.claim,
    from: formatHome(source),
    to: formatHome(target),
    user,
    ...(writtenBy !== undefined && { writtenBy }),
    images: request.images,
    verify: request.verify,
    startedAt,
    endedAt: lastEnd(journal),
    ...countsOf(copy),
    ...(journal.link !== undefined && { link: journal.link }),
    ...(verified !== undefined && { verified }),
    notCarried: journal.notCarried,
    leftBehind: journal.leftBehind,
    phaseMilliseconds: Object.fromEntries(phases.map(([name, { milliseconds }]) => [name, milliseconds ?? 0])),
    ...(swap.milliseconds !== undefined && { cutMilliseconds: swap.milliseconds }),
    ...applicationTold(journal),
    ...lockedTime(journal),
  };
}

function countsOf(copy: Journal['copy']): Pick<MoveReport, 'bytes' | 'files' | 'passes'> {
  return copy === undefined ? { bytes: 0, files: 0, passes: 0 } : { bytes: copy.bytes, files: copy.files, passes: copy.pass };
}

/** When the last phase ended, forward or back. */
function lastEnd({ phases, startedAt }: Journal): string {
  const ends = Object.values(phases).map(({ endedAt = startedAt }) => endedAt);
  return ends.toSorted().at(-1) ?? startedAt;
}

function applicationTold({ application }: Journal): Pick<MoveReport, 'downtimeMilliseconds' | 'scaled'> {
  if (application === undefined) return {};
  const downtime = downtimeMilliseconds(application);
  return { ...(downtime !== undefined && { downtimeMilliseconds: downtime }), scaled: application.owners };
}

function lockedTime({ guarded, phases }: Journal): Pick<MoveReport, 'lockedMilliseconds'> {
  const [since, until] = [phases['arm-guard']?.startedAt, phases['lift-guard']?.endedAt];
  if (!guarded || since === undefined || until === undefined) return {};
  return { lockedMilliseconds: Math.max(0, Date.parse(until) - Date.parse(since)) };
}
