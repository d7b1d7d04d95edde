import { AppError } from '../../base/errors.ts';
import { KubeError } from '../../kube/client/errors.ts';
import type { MoveSummary } from './list-moves.ts';

/** What could not be found out: why in a word or two, and in full. */
export interface Unknown {
  readonly unknown: string;
  readonly message: string;
}

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

export function isUnknown<T>(value: T | Unknown): value is Unknown {
  return typeof value === 'object' && value !== null && 'unknown' in value;
}

/** What was read, or why it could not be; a defect of ours is thrown all the same. */
export async function orUnknown<T>(read: Promise<T>): Promise<T | Unknown> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof KubeError) return { unknown: shortReasons[error.reason] ?? 'failed', message: error.message };
    if (error instanceof AppError) return { unknown: 'cannot be read', message: error.message };
    throw error;
  }
}

const shortReasons: Partial<Record<KubeError['reason'], string>> = {
  forbidden: 'not allowed',
  unauthorized: 'not logged in',
  unreachable: 'no answer',
  notFound: 'not found',
};
