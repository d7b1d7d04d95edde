import type { Volume } from '../../kube/objects/kinds.ts';
import type { MoverSpec } from '../../restic/mover-spec.ts';

type VolumeSpec = NonNullable<Volume['spec']>;

/** Where a mover runs and what it mounts there. */
export type MoverPlace = Pick<MoverSpec, 'namespace' | 'claim' | 'placement' | 'tolerations'>;

/**
 * One end of a move: a complete copy of the data, or the place for one. Everything here is safe to repeat; names, uids and original policies
 * are in the journal before they are needed.
 */
export interface HomeDriver {
  /** Locks the bytes: whatever happens to claims, nobody deletes them. */
  hold(): Promise<void>;
  /** Makes the copy the real side of the virtual claim with this uid. The bytes stay locked. */
  adopt(claimUid: string): Promise<void>;
  /** Gives an adopted copy its own policy back: from then on it lives and dies with its claim, as Liqo means it to. */
  letGo(): Promise<void>;
  /** Creates the empty copy that a target mover will mount. */
  stage(): Promise<void>;
  /** Whether the staged copy is known by volume and uid, and locked like the source's. */
  lockStaged(): Promise<boolean>;
  /**
   * Deletes the copy: `own` by the volume's original policy, `delete` down to the bytes. Nothing depends on it any more: resolves after a while
   * with what is still there of it and why, in words, and with no hold of ours on that.
   */
  discard(policy: 'own' | 'delete'): Promise<readonly string[]>;
  /** Puts this holder's epoch on every object held, so that what an earlier holder remembers is stale. */
  stamp(): Promise<void>;
  /** Source and affinity of a virtual volume that stands for this copy. */
  readVirtualSource(): Promise<Partial<VolumeSpec>>;
  moverPlace(role: 'source' | 'target'): MoverPlace;
}

/** A home's place in the journal. */
export interface HomeEntry<H> {
  value(): H;
  record(home: H): Promise<void>;
}
