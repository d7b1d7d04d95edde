import { withDeadline } from '../../base/time/deadline.ts';
import { furthest, type Progress } from '../../base/progress.ts';
import { KubeError } from '../../kube/client/errors.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import { kinds, type Pod } from '../../kube/objects/kinds.ts';
import { parseMoverLine } from '../../restic/mover-line.ts';
import { countedPhase, progressOf } from '../copy/counted-progress.ts';
import { moverSelector } from '../copy/mover.ts';
import { ownNames } from '../copy/own-containers.ts';
import { moverPlace } from '../homes/mover-place.ts';
import type { MoveContext } from '../model/context.ts';
import type { Role } from '../model/copy-state.ts';
import type { JournalHandle } from '../model/journal.ts';
import type { PhaseName } from '../model/phase-names.ts';
import { isCopiedBeside } from '../model/application/warm.ts';

/** How far each counted phase is. */
export type Counters = ReadonlyMap<PhaseName, Progress>;

/** A kubelet that does not answer is not waited for. */
const patienceMilliseconds = 3000;

/** Movers write a line a second; what else they write between two of them is less than this. */
const tailLines = 100;

type Looking = Pick<MoveContext, 'consumer' | 'clock' | 'interrupt'> & { readonly journal: JournalHandle };

/** What the movers have counted by now, from the ends of their logs; what cannot be read is left out. */
export async function readCounters(looking: Looking): Promise<Counters> {
  const counters = new Map<PhaseName, Progress>();
  const { clock, interrupt } = looking;
  const roles = ['source', 'target'] as const;
  await withDeadline({ clock, milliseconds: patienceMilliseconds, signal: interrupt.gentle }, (ends) =>
    Promise.all(roles.map((role) => unlessRefused(() => readRole({ ...looking, ends }, role, counters)))),
  );
  return counters;
}

async function readRole(looking: Looking & { ends: AbortSignal }, role: Role, counters: Map<PhaseName, Progress>): Promise<void> {
  const { consumer, journal, ends } = looking;
  const { namespace } = moverPlace(journal.value, role);
  const { items } = await consumer.list(kinds.pod, { namespace, labels: moverSelector(looking, role) });
  const warm = isCopiedBeside(journal.value);
  const logs = items.flatMap((pod) => ownNames(looking).main.map((container) => ({ pod, container })));
  const readTail = async ({ pod, container }: { pod: Pod; container: string }) => {
    for await (const text of consumer.logs(keyOf(pod), { container, tailLines }, ends)) count({ role, warm }, text, counters);
  };
  await Promise.all(logs.map((log) => unlessRefused(() => readTail(log))));
}

function count({ role, warm }: { role: Role; warm: boolean }, text: string, counters: Map<PhaseName, Progress>): void {
  const line = parseMoverLine(text);
  if (line?.type !== 'progress') return;
  const phase = countedPhase(role, line, warm);
  if (phase !== undefined) counters.set(phase, furthest(counters.get(phase), progressOf(line)));
}

async function unlessRefused(look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
  }
}
