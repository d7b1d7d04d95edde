import { AppError, wasInterrupted } from '../../base/errors.ts';
import type { KubePort } from '../../kube/client/port.ts';
import type { MoveContext } from '../model/context.ts';
import { findAndJudge, type Judged, settle } from './clean-up.ts';
import { describeFound } from './unrecorded.ts';

/** What a command sweeps by the way. */
export interface Sweeping {
  /** Of the claim that the command is about. */
  readonly namespace: string;
  readonly provider: (id: string) => Promise<KubePort>;
  /** Only what this move has left; every move without a journal where absent. */
  readonly id?: string;
}

/**
 * Takes away what moves of claims in that namespace have left that have no journal any more, such as a write that arrived when its move was over.
 * It is no part of what the command is for: what it cannot see or do it leaves to "move cleanup".
 */
export async function sweepLeftovers(context: MoveContext, { namespace, provider, id }: Sweeping): Promise<void> {
  try {
    const { judged } = await findAndJudge(context, { namespace, provider, liveness: 'all' });
    const wanted = judged.filter(({ trace }) => id === undefined || trace.id === id);
    for (const each of wanted) await sweepOne(context, each);
  } catch (error) {
    if (!(error instanceof AppError) || wasInterrupted(error)) throw error;
  }
}

async function sweepOne({ emit }: MoveContext, { trace, judgement }: Judged): Promise<void> {
  if (judgement.kind !== 'remove' && judgement.kind !== 'release') return;
  const settled = await settle(trace, judgement, false);
  const how = judgement.kind === 'remove' ? 'removed' : 'let go of';
  if (settled.done) emit({ type: 'warning', text: `${how} what an ended move had left: ${describeFound(settled)}` });
}
