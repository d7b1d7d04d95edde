import type { Volume } from '../../kube/objects/kinds.ts';
import type { Reclaim, SafetyTerms } from '../../volumes/drivers/driver.ts';

/** One end of a move: its home's driver, with the waits of a move around the steps and their records in the journal. All is safe to repeat. */
export interface MovedHome {
  /** Creates the empty copy that a target mover will mount. */
  stage(): Promise<void>;
  /** Waits until the staged copy is bound, then holds it like the source; `look` says what is seen when that does not come about. */
  holdStaged(look: () => Promise<readonly string[]>): Promise<void>;
  /** Locks the bytes: whatever happens to claims, nobody deletes them. */
  hold(): Promise<void>;
  /** Makes the copy the real side of the virtual claim with this uid. The bytes stay locked. */
  adopt(claimUid: string): Promise<void>;
  /** Gives an adopted copy its own policy back: from then on it lives and dies with its claim, as Liqo means it to. */
  release(): Promise<void>;
  /** Deletes the copy. Nothing depends on it any more: resolves after a while with what is still there of it and why, and with no hold on that. */
  remove(terms: { reclaim: Reclaim }): Promise<readonly string[]>;
  /** Puts this holder's fencing token on every object held, or on `all` that was about to be: what an earlier holder remembers is stale then. */
  stamp(terms: { readonly all: boolean }): Promise<void>;
  readVirtualSource(): Promise<Partial<NonNullable<Volume['spec']>>>;
  explainUnsafe(terms: SafetyTerms): Promise<readonly string[]>;
}
