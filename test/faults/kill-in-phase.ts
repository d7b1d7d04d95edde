import type { PhaseName } from '../../src/move/model/phase-names.ts';
import type { Call, Rule } from './api-proxy.ts';
import { intends, isWrite } from './move-calls.ts';

/**
 * Kills at the first write after a phase's intention is in the journal: that write arrives, its answer does not. For a phase that writes nothing
 * itself it is the one that says it is done.
 */
export function killInPhase(phase: PhaseName, kill: () => void): Rule {
  let begun = false;
  return (call) => {
    if (begun && isWrite(call)) {
      kill();
      return 'unanswered';
    }
    begun ||= intends(call, phase);
    return 'passed';
  };
}

/** Kills at the first call that fits: it arrives, its answer does not. */
export function killAtCall(fits: (call: Call) => boolean, kill: () => void): Rule {
  return (call) => {
    if (!isWrite(call) || !fits(call)) return 'passed';
    kill();
    return 'unanswered';
  };
}
