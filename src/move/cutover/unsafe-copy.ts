import { movedHome } from '../homes/moved-home.ts';
import type { Move } from '../model/move.ts';
import type { Side } from './reservation.ts';

/** Why the claim may not mean the copy at that end, in words; empty where the copy is there to stay. */
export async function explainUnsafeCopy(move: Move, side: Side): Promise<readonly string[]> {
  return movedHome(move, side).explainUnsafe({ held: areHeld(move), adopted: false });
}

/** The same of the new copy once it is adopted: in this cluster nothing but its real claim gives it its own policy back. */
export async function explainUnsafeRelease(move: Move): Promise<readonly string[]> {
  return movedHome(move, 'target').explainUnsafe({ held: areHeld(move), adopted: true });
}

/** Both copies are held until the old one is being removed. */
function areHeld({ journal }: Move): boolean {
  return journal.value.noReturnAt === undefined;
}
