import type { Clock } from '../../base/time/clock.ts';
import type { KubePort } from '../../kube/client/port.ts';
import type { Emit } from './events.ts';
import type { Plan } from './plan.ts';

/** What a move needs from outside. */
export interface MoveContext {
  readonly consumer: KubePort;
  /**
   * A connection by kubeconfig text. `trusted` is the user's own file; one that was found in a cluster may not run programs or read files.
   * `cluster` names it in messages, `file` is where it was.
   */
  readonly connect: (
    kubeconfig: string,
    options: { readonly cluster: string; readonly trusted: boolean; readonly file?: string },
  ) => Promise<KubePort>;
  /** Kubeconfigs given with --remote-kubeconfig, by provider; the key '' counts for every provider. */
  readonly remoteKubeconfigs: ReadonlyMap<string, { readonly file: string; readonly text: string }>;
  /** Version of this program, which a journal carries. */
  readonly version: string;
  readonly clock: Clock;
  /** Cryptographically random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  readonly emit: Emit;
  /** Asked about a move that could begin, before anything is written; throws to decline. Absent: it begins at once. */
  readonly confirm?: (plan: Plan) => Promise<void>;
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
  /** A provider that is gone for good: go back without it. */
  readonly forget?: string;
}
