import * as v from 'valibot';
import { linkSchema } from '../../restic/mover-milestones.ts';
import { heldVolume, homeSchema, identity } from '../../volumes/home.ts';
import { applicationSchema } from './application/application.ts';
import { type PhaseName, phaseNames, phasesOfUnnamedOrder } from './phase-names.ts';
import { requestSchema } from './request.ts';
import { warmSchema } from './application/warm.ts';

const phaseRecord = v.object({
  state: v.picklist(['intended', 'done', 'undoing', 'undone']),
  startedAt: v.string(),
  endedAt: v.exactOptional(v.string()),
  milliseconds: v.exactOptional(v.number()),
});

/** One exchange of the claim: the volume reserved for it, and the claim that was created. */
const swap = v.object({
  volume: v.exactOptional(identity),
  deletedAt: v.exactOptional(v.string()),
  claimUid: v.exactOptional(v.string()),
  milliseconds: v.exactOptional(v.number()),
});

/**
 * The schema of version 1. What it does not know is refused, never guessed and never dropped: the next write would lose it. So an older program
 * leaves the journal of a newer one alone, and a newer one understands every field of an older one.
 */
export const journalSchema = v.strictObject({
  version: v.literal(1),
  /** Version of the program that began the move. */
  writtenBy: v.exactOptional(v.string()),
  id: v.string(),
  attempt: v.number(),
  epoch: v.number(),
  /** The fencing token that the move began with: what carries a lower one is of an earlier move of the claim. */
  firstEpoch: v.exactOptional(v.number()),
  startedAt: v.string(),
  /** Who the guard lets touch the claim. */
  user: v.string(),
  guarded: v.boolean(),
  request: requestSchema,
  workspace: v.string(),
  /** Movers and repository speak TLS; a move that was begun before they could has not that field, and ends as it began. */
  encrypted: v.exactOptional(v.literal(true)),
  providers: v.array(v.string()),
  /** Namespaces, of providers where one is named, in which a NetworkPolicy of the move's own stands or may. */
  policies: v.exactOptional(v.array(v.object({ provider: v.exactOptional(v.string()), namespace: v.string() }))),
  capacityBytes: v.number(),
  /** The whole virtual claim as it was last seen before it was deleted, under the uid that the move began with. */
  claim: v.looseObject({ metadata: v.looseObject({ name: v.string(), namespace: v.string(), uid: v.string() }) }),
  /** Who provisions the claim; Liqo where absent. */
  provisioner: v.exactOptional(v.string()),
  /** The virtual volume as it was. */
  volume: heldVolume,
  source: homeSchema,
  target: homeSchema,
  direction: v.picklist(['forward', 'back']),
  /** The phases that this move was planned with, in order: a newer program finishes it with these and no others. */
  order: v.exactOptional(v.array(v.picklist(phaseNames))),
  phases: v.record(v.picklist(phaseNames), phaseRecord),
  copy: v.exactOptional(v.object({ snapshot: v.string(), pass: v.number(), bytes: v.number(), files: v.number() })),
  /** How that goes over the link. */
  link: v.exactOptional(linkSchema),
  verified: v.exactOptional(v.object({ entries: v.number(), digest: v.string() })),
  /** What both volumes were like when the copy was complete: equal again, nothing was written since. */
  fingerprints: v.exactOptional(v.object({ source: v.string(), target: v.string() })),
  /** For a while it was not watched whether somebody writes to a copy that is in reach of others: its fingerprint has to be taken again. */
  unwatched: v.exactOptional(v.boolean()),
  notCarried: v.array(v.string()),
  leftBehind: v.array(v.string()),
  swap,
  swapBack: swap,
  discardChanges: v.boolean(),
  /** Providers that are gone for good, so that the way back does without them. */
  forgotten: v.exactOptional(v.array(v.string())),
  /** Who is scaled for the move, with `--scale`; nobody where the move waits until others have stopped it. */
  application: v.exactOptional(applicationSchema),
  /** Passes beside the running application; absent in a move without. */
  warm: v.exactOptional(warmSchema),
  /** Since when the old copy is being removed: from here on there is no way back. */
  noReturnAt: v.exactOptional(v.string()),
  error: v.exactOptional(v.object({ phase: v.picklist(phaseNames), message: v.string(), at: v.string() })),
});

export type Journal = v.InferOutput<typeof journalSchema>;
export type PhaseState = v.InferOutput<typeof phaseRecord>['state'];
export type Swap = Journal['swap'];

export function phaseState(journal: Journal, phase: PhaseName): PhaseState | undefined {
  return journal.phases[phase]?.state;
}

/** The phases of this move, in order. */
export function phaseOrder({ order }: Journal): readonly PhaseName[] {
  return order ?? phasesOfUnnamedOrder;
}

/** Whether the phase may have done anything that stands. */
export function wasTouched(journal: Journal, phase: PhaseName): boolean {
  const state = phaseState(journal, phase);
  return state !== undefined && state !== 'undone';
}

/** The last phase that was begun, for `move list` and for messages. */
export function currentPhase(journal: Journal): PhaseName {
  return phaseOrder(journal).findLast((name) => wasTouched(journal, name)) ?? 'open-journal';
}

/** The journal with a phase in a new state. */
export function withPhase(
  journal: Journal,
  phase: PhaseName,
  { state, at, milliseconds }: { state: PhaseState; at: string; milliseconds?: number },
): Journal {
  const before = journal.phases[phase];
  const ended = state === 'done' || state === 'undone';
  return {
    ...journal,
    phases: {
      ...journal.phases,
      [phase]: {
        state,
        startedAt: before !== undefined && state !== 'intended' ? before.startedAt : at,
        ...(ended ? { endedAt: at } : {}),
        ...(milliseconds === undefined ? {} : { milliseconds }),
      },
    },
  };
}

/** The uid that the virtual claim should have now: the newest one that we know. */
export function liveClaimUid(journal: Journal): string {
  return journal.swapBack.claimUid ?? journal.swap.claimUid ?? journal.claim.metadata.uid;
}

/** Whether the claim was deleted by the move itself, or may have been, and none was created since. */
export function isBetweenClaims({ swap, swapBack }: Journal): boolean {
  if (swapBack.claimUid !== undefined) return false;
  return swapBack.deletedAt !== undefined || (swap.deletedAt !== undefined && swap.claimUid === undefined);
}

/** Whether that provider is gone for good, as the user who aborted the move has said. */
export function isForgotten({ forgotten = [] }: Journal, provider: string): boolean {
  return forgotten.includes(provider);
}

/** Whether the claim has been deleted, or may have been: from here on nothing is undone without being asked. */
export function isCut(journal: Journal): boolean {
  return journal.swap.deletedAt !== undefined;
}

/** The journal of one move as we last saw it, and the only way to change it. */
export interface JournalHandle {
  readonly value: Journal;
  /** Writes what `change` makes of the journal. Throws when anybody else has written meanwhile: there is one writer, the lease's holder. */
  update(change: (journal: Journal) => Journal): Promise<void>;
  remove(): Promise<void>;
}
