import type { Unknown } from '../claim/unknown.ts';
import type { MoveSummary } from './list-moves.ts';

/** Where the data of a claim is. */
export type VolumeHome =
  /** Without a node: it can be reached from every one. */
  | { readonly kind: 'local'; readonly node?: string }
  | { readonly kind: 'remote'; readonly provider: string; readonly nodes: readonly string[] }
  /** Of a class that Liqo has no part in. */
  | { readonly kind: 'not-virtual'; readonly node?: string }
  /** Nothing has been provisioned yet. */
  | { readonly kind: 'none' };

/** The claim that holds the bytes. */
export interface RealClaim {
  readonly namespace: string;
  readonly claim: string;
  readonly uid: string;
  readonly phase: string;
  readonly storageClass?: string;
  readonly capacity?: string;
}

export interface MountingPod {
  readonly pod: string;
  readonly phase: string;
  readonly node?: string;
}

export type VolumeMove = Pick<MoveSummary, 'move' | 'from' | 'to' | 'phase' | 'direction' | 'state'>;

/** What `info volume` tells of one claim. */
export interface VolumeInfo {
  readonly namespace: string;
  readonly claim: string;
  readonly uid: string;
  readonly phase: string;
  readonly home: VolumeHome | Unknown;
  readonly volume?: string;
  readonly storageClass?: string;
  /** What is there, or what is asked for while there is nothing. */
  readonly capacity?: string;
  /** Absent where there is none to be expected. */
  readonly real?: RealClaim | Unknown;
  readonly mountedBy: readonly MountingPod[] | Unknown;
  readonly move?: VolumeMove | Unknown;
}
