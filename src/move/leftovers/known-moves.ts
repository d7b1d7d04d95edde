import { readHolder } from '../../kube/lease/lease.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import { listStoredJournals } from '../held/journal-store.ts';
import type { MoveContext } from '../model/context.ts';
import { type Journal, phaseState } from '../model/journal.ts';
import type { Trace } from './trace.ts';

/** Moves that look after what they have made, in words. */
export interface KnownMoves {
  readonly byId: ReadonlyMap<string, string>;
  /** By the name of journal and lease. */
  readonly byName: ReadonlyMap<string, string>;
}

/** Who is taken for alive: `all` that hold a lease, or those that are seen to renew it, which takes a while to see. */
export type Liveness = 'all' | 'renewing';

/**
 * Moves that have a journal, and those that hold a lease without one: they begin, or somebody has deleted their journal. To be read after what is
 * judged by it. Throws AppError `move` where a journal does not even tell its move: then nothing may be swept.
 */
export async function readKnownMoves(context: MoveContext, traces: readonly Trace[], liveness: Liveness): Promise<KnownMoves> {
  const stored = await listStoredJournals(context.consumer);
  const byId = new Map(stored.map(({ id, journal }) => [id, describeMove(id, journal)]));
  const byName = new Map(stored.map(({ name, id, journal }) => [name, describeMove(id, journal)]));
  for (const trace of traces) {
    if (trace.what !== 'lease' || byName.has(trace.object.metadata.name)) continue;
    const holder = await findHolder(context, trace, liveness);
    if (holder === undefined) continue;
    const words = `${holder}, which holds the lease of a move`;
    byName.set(trace.object.metadata.name, words);
    if (trace.id !== '') byId.set(trace.id, words);
  }
  return { byId, byName };
}

function describeMove(id: string, journal: Journal | undefined): string {
  if (journal === undefined) return `move ${id}, whose journal another version has written`;
  const { namespace, claim } = journal.request;
  const kept = journal.request.keepSource && phaseState(journal, 'close-workspace') === 'done';
  return `the ${kept ? 'kept ' : ''}move of ${namespace}/${claim}`;
}

async function findHolder(
  { consumer, clock, interrupt, holder: self }: MoveContext,
  { object }: Trace & { what: 'lease' },
  liveness: Liveness,
): Promise<string | undefined> {
  const holder = object.spec?.holderIdentity;
  if (!holder || holder === self) return undefined;
  if (liveness === 'all') return holder;
  const seen = await readHolder(consumer, keyOf(object), { clock, signal: interrupt.gentle });
  return seen?.renewing === true ? seen.holder : undefined;
}
