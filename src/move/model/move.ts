import type { Clock } from '../../base/time/clock.ts';
import type { KubePort } from '../../kube/client/port.ts';
import type { Emit } from './events.ts';
import type { PlannedMove } from './plan.ts';
import type { JournalHandle } from './journal.ts';

/** What a phase works with. */
export interface Move {
  readonly consumer: KubePort;
  /** The provider's API with the tenant's rights. */
  provider(id: string): Promise<KubePort>;
  readonly journal: JournalHandle;
  /** Counts the holders of this move's lease; a write of an earlier holder must fail. */
  readonly fencingToken: number;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
  readonly emit: Emit;
  /** Aborted when the running phase shall stop where it is. */
  readonly signal: AbortSignal;
  /** Aborted with what was seen once a foreign pod has named the claim; absent where that is not watched for. */
  readonly mounted?: AbortSignal;
  /** Says what is waited for; there is no time limit to it. */
  waiting(forWhat: string): void;
}

/** What manifests are made from: the plan or the journal as it is, and whose turn it is. */
export interface MoveNow {
  readonly journal: { readonly value: PlannedMove };
  readonly fencingToken: number;
}
