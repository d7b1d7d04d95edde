import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { KubePort } from '../kube/port.ts';
import type { Emit } from './events.ts';
import type { MoveOutcome } from './outcome.ts';
import type { PhaseName } from './phase-names.ts';
import type { MoveRequest } from './request.ts';

/** What a move needs from outside. */
export interface MoveContext {
  readonly consumer: KubePort;
  /** A connection by kubeconfig text, as found in a tenant Secret; `cluster` names it in messages. */
  readonly connect: (kubeconfig: string, cluster: string) => Promise<KubePort>;
  /** Kubeconfig texts given with --remote-kubeconfig, by provider; the key '' counts for every provider. */
  readonly remoteKubeconfigs: ReadonlyMap<string, string>;
  readonly clock: Clock;
  /** Cryptographically random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  readonly emit: Emit;
  readonly interrupt: Interrupt;
  /** Who holds the lease: unique per process. */
  readonly holder: string;
  /** How long a holder may be silent before another may take over. */
  readonly leaseSeconds: number;
}

/** Ctrl-C: `gentle` is aborted by the first, `hard` by the second. */
export interface Interrupt {
  readonly gentle: AbortSignal;
  readonly hard: AbortSignal;
}

export interface MoveRef {
  readonly namespace: string;
  readonly claim: string;
}

export interface AbortOptions {
  /** Go back although the application may have written to the target. */
  readonly discardChanges: boolean;
  /** Create the claim again where it is gone. */
  readonly recreate: boolean;
}

/** One line of `move list`. */
export interface MoveSummary {
  readonly move: string;
  readonly namespace: string;
  readonly claim: string;
  readonly from: string;
  readonly to: string;
  readonly phase: PhaseName;
  readonly direction: 'forward' | 'back';
  /** `running` while somebody renews the lease, `kept` with --keep-source, else `stopped`. */
  readonly state: 'running' | 'stopped' | 'kept';
  readonly startedAt: string;
  readonly error?: string;
}

export async function runMove(_request: MoveRequest, _dryRun: boolean, _context: MoveContext): Promise<MoveOutcome> {
  throw new AppError('bug', 'not there yet');
}

export async function resumeMove(_ref: MoveRef, _context: MoveContext): Promise<MoveOutcome> {
  throw new AppError('bug', 'not there yet');
}

export async function abortMove(_ref: MoveRef, _options: AbortOptions, _context: MoveContext): Promise<MoveOutcome> {
  throw new AppError('bug', 'not there yet');
}

export async function listMoves(_namespace: string | undefined, _context: MoveContext): Promise<readonly MoveSummary[]> {
  throw new AppError('bug', 'not there yet');
}
