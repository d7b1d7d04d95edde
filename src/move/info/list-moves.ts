import { readHolder } from '../../kube/lease/lease.ts';
import type { MoveContext } from '../model/context.ts';
import { currentPhase, type Journal, phaseState } from '../model/journal.ts';
import { listJournals } from '../held/journal-store.ts';
import { journalName, journalNamespace } from '../model/names.ts';
import { type ScaledDown, scaledDownIn } from '../model/outcome.ts';
import type { PhaseName } from '../model/phase-names.ts';
import { formatHome } from '../../volumes/home.ts';

/** One line of `move list`. */
export interface MoveSummary extends ScaledDown {
  readonly move: string;
  readonly namespace: string;
  readonly claim: string;
  readonly from: string;
  readonly to: string;
  readonly phase: PhaseName;
  readonly direction: 'forward' | 'back';
  /** `running` while somebody renews the lease, `kept` with --keep-source, else `stopped`. */
  readonly state: 'running' | 'stopped' | 'kept';
  readonly startedAt: string;
  readonly error?: string;
}

/** Every move that has a journal, or those of one namespace. */
export async function listMoves(namespace: string | undefined, context: MoveContext): Promise<readonly MoveSummary[]> {
  const journals = await listJournals(context.consumer);
  const wanted = journals.filter(({ request }) => namespace === undefined || request.namespace === namespace);
  return Promise.all(wanted.map(async (journal) => summarizeMove(journal, (await readRunner(journal, context))?.renewing === true)));
}

/** Who holds the move's lease, and whether that one is seen to renew it; takes as long as a renewal may. */
export async function readRunner({ request }: Journal, { consumer, clock, interrupt }: MoveContext): ReturnType<typeof readHolder> {
  const key = { name: journalName(request.namespace, request.claim), namespace: journalNamespace };
  return readHolder(consumer, key, { clock, signal: interrupt.gentle });
}

export function summarizeMove(journal: Journal, running: boolean): MoveSummary {
  const { id, request, source, target, direction, startedAt, error } = journal;
  const kept = request.keepSource && phaseState(journal, 'close-workspace') === 'done';
  return {
    move: id,
    namespace: request.namespace,
    claim: request.claim,
    from: formatHome(source),
    to: formatHome(target),
    phase: currentPhase(journal),
    direction,
    state: kept ? 'kept' : running ? 'running' : 'stopped',
    startedAt,
    ...scaledDownIn(journal),
    ...(error === undefined ? {} : { error: error.message }),
  };
}
