import { kinds } from '../../kube/objects/kinds.ts';
import { openProviders } from '../held/provider-access.ts';
import { nameObject } from '../held/standing.ts';
import type { MoveContext, MoveRef } from '../model/context.ts';
import { moveId, moveLabels } from '../model/names.ts';
import { findAndJudge, type Found, type Judged, settle } from './clean-up.ts';
import { markOf, type Trace } from './trace.ts';

/** What is there of moves of that claim, and needed by no journal: what locks it, what holds its copies. Only reads. */
export async function findUnrecorded(context: MoveContext, { namespace, claim: name }: MoveRef): Promise<readonly Judged[]> {
  const claim = await context.consumer.find(kinds.claim, { namespace, name });
  const { judged } = await findAndJudge(context, { namespace, provider: openProviders(context), liveness: 'all' });
  const ids = new Set(judged.filter(({ trace }) => concerns(trace, { namespace, claim: name })).map(({ trace }) => trace.id));
  if (claim?.metadata.uid !== undefined) ids.add(moveId(claim.metadata.uid));
  const mark = claim && markOf(claim);
  if (mark !== undefined) ids.add(mark);
  const isOpen = ({ trace, judgement }: Judged) => trace.what !== 'lease' && judgement.kind !== 'needed' && !isGoingWorkspace(trace);
  return judged.filter((each) => ids.has(each.trace.id) && isOpen(each));
}

/** Every move that has ended leaves its namespace like this for a while; it holds nothing of the claim's. */
function isGoingWorkspace({ kind, object }: Trace): boolean {
  return kind === kinds.namespace && object.metadata.deletionTimestamp !== undefined;
}

/** Takes off and away of that what may go; resolves with what stays, for a person to decide about. */
export async function settleUnrecorded(judged: readonly Judged[]): Promise<readonly Found[]> {
  const settled: Found[] = [];
  for (const { trace, judgement } of judged) settled.push(await settle(trace, judgement, false));
  return settled.filter(({ done }) => !done);
}

/** A thing and why it stays, in one line. */
export function describeFound({ kind, cluster, why, ...key }: Found): string {
  return `${nameObject({ cluster }, kind, key)}${why === undefined ? '' : `: ${why}`}`;
}

function concerns(trace: Trace, { namespace, claim }: MoveRef): boolean {
  const { metadata } = trace.object;
  if (trace.what === 'provider-claim') return trace.origin === namespace && metadata.name === claim;
  const reserved = trace.what === 'volume' ? trace.object.spec?.claimRef : undefined;
  if (reserved !== undefined) return reserved.namespace === namespace && reserved.name === claim;
  return metadata.annotations?.[moveLabels.claim] === `${namespace}/${claim}`;
}
