import { assertNever } from '../../base/assert-never.ts';
import { describeKeeper } from '../../kube/objects/keeper.ts';
import type { Traces } from './find-traces.ts';
import { judgeClaim, judgeProviderClaim } from './judge-claim.ts';
import { type Judgement, keep, remove } from './judgement.ts';
import { judgeVolume } from './judge-volume.ts';
import type { KnownMoves } from './known-moves.ts';
import type { Trace } from './trace.ts';

/**
 * To whom a trace belongs. `known` must have been read after the traces: a move writes its journal before it makes anything, so what was there
 * without one then was left by a move that is over.
 */
export function judgeTrace(trace: Trace, seen: Traces, known: KnownMoves): Judgement {
  const by = known.byId.get(trace.id) ?? (trace.what === 'lease' ? known.byName.get(trace.object.metadata.name) : undefined);
  if (by !== undefined) return { kind: 'needed', by };
  // One in a provider would be kept in Terminating by our own finalizer.
  if (trace.what !== 'provider-claim' && trace.object.metadata.deletionTimestamp !== undefined) return keep(explainGoing(trace));
  switch (trace.what) {
    case 'tool':
    case 'lease':
      return remove;
    case 'claim':
      return judgeClaim(trace.object, seen);
    case 'volume':
      return judgeVolume(trace.object, trace.id, seen);
    case 'provider-claim':
      return judgeProviderClaim(trace, seen);
    case 'provider-pod':
      return keep('Liqo takes it away with its pod in this cluster');
    default:
      return assertNever(trace);
  }
}

function explainGoing({ object }: Trace): string {
  return ['it is being deleted already', describeKeeper(object)].filter(Boolean).join('; ');
}
