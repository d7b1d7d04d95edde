import type { PhaseName } from '../../src/move/model/phase-names.ts';
import type { Rule } from './api-proxy.ts';
import { intends, isWrite } from './move-calls.ts';

/** A move that is held in a phase. */
export interface Hold {
  readonly rule: Rule;
  /** Resolves when the phase has begun. */
  readonly begun: Promise<void>;
  /** From now on calls pass. Those that were held back never arrive: their sender has long given them up. */
  readonly letGo: () => void;
}

/** Holds back whatever a move writes from the beginning of a phase on, but its lease. */
export function holdInPhase(phase: PhaseName): Hold {
  let held = false;
  let free = false;
  let tell = () => {};
  let letGo = () => {};
  const begun = new Promise<void>((resolve) => (tell = resolve));
  const released = new Promise<'lost'>((resolve) => {
    letGo = () => {
      free = true;
      resolve('lost');
    };
  });
  const rule: Rule = (call) => {
    if (free) return 'passed';
    if (held) return isWrite(call) ? released : 'passed';
    held = intends(call, phase);
    if (held) tell();
    return 'passed';
  };
  return { rule, begun, letGo: () => letGo() };
}
