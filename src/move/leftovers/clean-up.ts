import { AppError } from '../../base/errors.ts';
import type { Hint } from '../../base/hint.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import { openProviders } from '../held/provider-access.ts';
import type { MoveContext } from '../model/context.ts';
import { moveLabels } from '../model/names.ts';
import { findTraces, type Traces } from './find-traces.ts';
import { judgeTrace } from './judge-trace.ts';
import type { Judgement } from './judgement.ts';
import { type Liveness, readKnownMoves } from './known-moves.ts';
import { listOffloaded } from './offloaded.ts';
import { releaseLeftover, removeLeftover } from './remove-leftover.ts';
import type { Trace } from './trace.ts';

/** Something that carries the mark of a move, and what became of it, or would. */
export interface Found {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly cluster: string;
  readonly move: string;
  readonly judgement: Judgement['kind'];
  /** Whether that was done; what is needed or kept is left as it is. */
  readonly done: boolean;
  /** To whom it belongs, why it is kept, or why it could not be removed. */
  readonly why?: string;
  readonly next: readonly Hint[];
}

/** What was found of moves, and what could not be looked at. */
export interface Cleanup {
  readonly found: readonly Found[];
  readonly unseen: readonly string[];
}

interface Wish {
  /** What is about claims of that namespace, and what nobody can tell of; undefined: everything. */
  readonly namespace: string | undefined;
  readonly dryRun: boolean;
}

/**
 * Lists what carries the mark of a move, here and in every provider that answers, and removes what no journal needs. What could be the only copy
 * of data is never deleted.
 */
export async function cleanUpMoves({ namespace, dryRun }: Wish, context: MoveContext): Promise<Cleanup> {
  const { seen, judged } = await findAndJudge(context, { namespace, provider: openProviders(context), liveness: 'renewing' });
  const found: Found[] = [];
  for (const { trace, judgement } of judged) found.push(await settle(trace, judgement, dryRun));
  return { found, unseen: seen.unseen };
}

/** A trace, and to whom it belongs. */
export interface Judged {
  readonly trace: Trace;
  readonly judgement: Judgement;
}

/** Finds and judges what is about claims of that namespace. Only reads: first the traces, then the journals. */
export async function findAndJudge(
  context: MoveContext,
  { namespace, provider, liveness }: { namespace: string | undefined; provider: (id: string) => Promise<KubePort>; liveness: Liveness },
): Promise<{ readonly seen: Traces; readonly judged: readonly Judged[] }> {
  const offloaded = await listOffloaded(context, provider, namespace);
  const seen = await findTraces({ consumer: context.consumer, namespace, offloaded });
  const known = await readKnownMoves(context, seen.traces, liveness);
  const elsewhere = namespace === undefined ? new Set<string>() : movesElsewhere(seen.traces, namespace);
  const wanted = seen.traces.filter(({ id }) => !elsewhere.has(id));
  return { seen, judged: wanted.map((trace) => ({ trace, judgement: judgeTrace(trace, seen, known) })) };
}

/** Does what was judged. A failure of one thing keeps no other from being settled. */
export async function settle(trace: Trace, judgement: Judgement, dryRun: boolean): Promise<Found> {
  const { kind, object, port, id } = trace;
  const about = { kind: kind.kind, ...keyOf(object), cluster: port.cluster, move: id, judgement: judgement.kind };
  if (judgement.kind === 'needed') return { ...about, done: false, why: judgement.by, next: [] };
  if (judgement.kind === 'keep') return { ...about, done: false, why: judgement.why, next: judgement.next };
  if (dryRun) return { ...about, done: false, next: [] };
  try {
    await (judgement.kind === 'remove' ? removeLeftover(trace) : releaseLeftover(trace));
    return { ...about, done: true, next: [] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...about, done: false, why: error.message, next: [] };
  }
}

/** Moves of which something shows that they were about claims of other namespaces, and nothing that they were about this one. */
function movesElsewhere(traces: readonly Trace[], namespace: string): ReadonlySet<string> {
  const namespaces = new Map<string, Set<string>>();
  for (const trace of traces) {
    const of = namespaceOf(trace);
    if (of !== undefined) namespaces.set(trace.id, (namespaces.get(trace.id) ?? new Set()).add(of));
  }
  return new Set([...namespaces].filter(([, of]) => !of.has(namespace)).map(([id]) => id));
}

/** Namespace of the virtual claim that a trace is about, where it tells. */
function namespaceOf(trace: Trace): string | undefined {
  if (trace.what === 'provider-claim') return trace.origin;
  if (trace.what === 'volume' && trace.object.metadata.name.startsWith('liqo-move-')) return trace.object.spec?.claimRef?.namespace;
  return trace.object.metadata.annotations?.[moveLabels.claim]?.split('/')[0];
}
