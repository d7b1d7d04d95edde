import type { Journal } from '../../src/move/model/journal.ts';
import { journalNamespace } from '../../src/move/model/names.ts';
import { type PhaseName, phaseNames } from '../../src/move/model/phase-names.ts';
import type { Call, Rule } from './api-proxy.ts';

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

/** Whether the call changes anything: reviews and dry runs do not, and a lease only says that its holder lives. */
function isWrite({ method, path }: Call): boolean {
  return method !== 'GET' && !/dryRun=All|\/leases|reviews/.test(path);
}

/** Whether the journal is being told that this phase, or its undoing, begins. */
function intends(call: Call, phase: PhaseName): boolean {
  const phases = journalOf(call)?.phases;
  const state = phases?.[phase]?.state;
  const later = phaseNames.slice(phaseNames.indexOf(phase) + 1).some((name) => phases?.[name]?.state === 'intended');
  return state === 'intended' && !later;
}

function journalOf({ method, path, body }: Call): Journal | undefined {
  if (method !== 'PUT' || !path.includes(`/namespaces/${journalNamespace}/configmaps/`)) return undefined;
  const stored = JSON.parse(body) as { data?: { journal?: string } };
  return stored.data?.journal === undefined ? undefined : (JSON.parse(stored.data.journal) as Journal);
}
