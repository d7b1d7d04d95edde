import type { Journal } from '../../src/move/model/journal.ts';
import { journalNamespace } from '../../src/move/model/names.ts';
import { type PhaseName, phaseNames } from '../../src/move/model/phase-names.ts';
import type { Call } from './api-proxy.ts';

/** Whether the call changes anything: reviews and dry runs do not, and a lease only says that its holder lives. */
export function isWrite({ method, path }: Call): boolean {
  return method !== 'GET' && !/dryRun=All|\/leases|reviews/.test(path);
}

/** Whether the journal is being told that this phase, or its undoing, begins. */
export function intends(call: Call, phase: PhaseName): boolean {
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
