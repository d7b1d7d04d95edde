import { kubectl, liqoctl } from '../../base/hint.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { explainMissing } from '../claim/absence.ts';
import type { MoveRef } from '../model/context.ts';
import type { MoveOutcome, Refusal } from '../model/outcome.ts';

export function refused(...refusals: readonly Refusal[]): MoveOutcome {
  return { kind: 'refused', refusals };
}

/** There is no move of that claim, and what may have been meant where there is no such claim either. `command` was typed. */
export async function noMove(consumer: KubePort, ref: MoveRef, command: 'resume' | 'abort'): Promise<Refusal> {
  const { namespace, claim } = ref;
  const missing = await explainMissing(consumer, ref, (other) => liqoctl(`move ${command} ${claim} -n ${other}`));
  return {
    check: 'no-move',
    message: `there is no move of claim ${namespace}/${claim}${missing === undefined ? '' : `: ${missing.message}`}`,
    next: [
      ...(missing?.next ?? []),
      liqoctl('move list'),
      liqoctl(`move cleanup -n ${namespace} --dry-run`, 'shows what moves without a journal have left'),
    ],
  };
}

export function running({ namespace, claim }: MoveRef, holder: string): Refusal {
  return {
    check: 'move-running',
    message: `the move of claim ${namespace}/${claim} is being run by ${holder}`,
    next: [liqoctl('move list'), 'stop that one first (Ctrl-C), or wait for it'],
  };
}

/** Facts changed between two reads, or a check is missing. */
export function unclear({ namespace, claim }: MoveRef): Refusal {
  return {
    check: 'facts-incomplete',
    message: `the cluster does not show everything that a move of claim ${namespace}/${claim} needs`,
    next: [kubectl(`describe pvc -n ${namespace} ${claim}`), 'try again'],
  };
}

/** Another move of the claim has ended, or somebody has made the claim anew, since it was looked at. */
export function claimReplaced({ namespace, claim }: MoveRef): Refusal {
  return {
    check: 'claim-replaced',
    message: `claim ${namespace}/${claim} was deleted or replaced since it was looked at; nothing was changed`,
    next: [liqoctl(`info volume ${claim} -n ${namespace}`, 'shows where its data is now'), 'try again'],
  };
}
