import { kubectl, liqoctl } from '../../base/hint.ts';
import type { MoveRef } from '../model/context.ts';
import type { MoveOutcome, Refusal } from '../model/outcome.ts';

export function refused(...refusals: readonly Refusal[]): MoveOutcome {
  return { kind: 'refused', refusals };
}

export function noMove({ namespace, claim }: MoveRef): Refusal {
  return { check: 'no-move', message: `there is no move of claim ${namespace}/${claim}`, next: [liqoctl('move list')] };
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
