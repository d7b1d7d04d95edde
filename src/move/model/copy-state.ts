import type { Link } from '../../restic/mover-milestones.ts';
import type { SourceDone, TargetDone, WarmDone } from '../../restic/mover-result.ts';

export type Role = 'source' | 'target';

/** What is known of the two movers, from their pods and, as a matter of luck, from their logs. */
export interface CopyState {
  readonly repositoryReady?: true;
  /** Ends whose mover has mounted its volume and reached the repository. */
  readonly reached: readonly Role[];
  /** Ends whose mover waits for the other one. */
  readonly waiting: readonly Role[];
  readonly link?: Link;
  readonly snapshot?: { readonly pass: number; readonly snapshot: string; readonly bytes: number; readonly files: number };
  readonly restored?: number;
  readonly verified?: number;
  /** The passes beside the application are over. */
  readonly warm?: WarmDone['warm'];
  readonly source?: SourceDone;
  readonly target?: TargetDone;
}

/**
 * Whether that mover has got at its volume and at the repository. One that has ended well has, too, although it was not seen on the way: a watch
 * may be silent for longer than it works.
 */
export function wasReached({ reached, warm, ...ends }: CopyState, role: Role): boolean {
  return reached.includes(role) || ends[role] !== undefined || (role === 'source' && warm !== undefined);
}

/** The two movers at work. They run all passes between themselves: they need not be watched. */
export interface Copy {
  until<A>(look: (state: CopyState) => A | undefined, signal: AbortSignal): Promise<A>;
  /** Stops watching; the movers go on. */
  stop(): void;
}
