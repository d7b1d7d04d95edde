import { nameOwner, type ScaledOwner } from '../model/application/scaled-owner.ts';
import type { Move } from '../model/move.ts';

/** Writes into the journal what became of an owner; other owners stay as they are. */
export async function recordOwner(move: Move, owner: ScaledOwner): Promise<void> {
  await move.journal.update(({ application, ...journal }) => {
    if (application === undefined) return journal;
    const owners = application.owners.map((each) => (each.uid === owner.uid ? owner : each));
    return { ...journal, application: { ...application, owners } };
  });
}

/** Leaves an owner to whom has changed it, and says so here and on the claim. */
export async function leaveAlone(move: Move, owner: ScaledOwner, why: string): Promise<void> {
  const left = `${nameOwner(owner)}: ${why}`;
  if (owner.left !== left) move.emit({ type: 'warning', text: `left alone: ${left}`, onClaim: true });
  await recordOwner(move, { ...owner, state: 'left', left });
}

/** The owners that the journal names. */
export function ownersInJournal({ journal }: Pick<Move, 'journal'>): readonly ScaledOwner[] {
  return journal.value.application?.owners ?? [];
}
