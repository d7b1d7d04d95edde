import type { Journal } from './journal.ts';
import type { MoveReport } from './outcome.ts';
import { formatHome } from '../../volumes/home.ts';
import type { PhaseName } from './phase-names.ts';

/** What the journal of a finished move has to tell. */
export function renderReport(journal: Journal): MoveReport {
  const { id, request, source, target, copy, verified, swap } = journal;
  const times = Object.entries(journal.phases).map(([name, { milliseconds }]) => [name as PhaseName, milliseconds ?? 0] as const);
  return {
    move: id,
    namespace: request.namespace,
    claim: request.claim,
    from: formatHome(source),
    to: formatHome(target),
    bytes: copy?.bytes ?? 0,
    files: copy?.files ?? 0,
    passes: copy?.pass ?? 0,
    ...(verified === undefined ? {} : { verified }),
    notCarried: journal.notCarried,
    leftBehind: journal.leftBehind,
    phaseMilliseconds: Object.fromEntries(times),
    ...(swap.milliseconds === undefined ? {} : { cutMilliseconds: swap.milliseconds }),
  };
}
