import { formatHome } from '../../volumes/home.ts';
import type { Progress } from '../../base/progress.ts';
import type { PhaseName } from './phase-names.ts';
import type { PlannedMove } from './plan.ts';

/** What the engine says while it works. Nothing in it is secret; foreign text in it is raw, and escaped where it is printed. */
export type MoveEvent =
  | {
      readonly type: 'move-started';
      readonly move: string;
      readonly namespace: string;
      readonly claim: string;
      readonly from: string;
      readonly to: string;
      /** `back`: it is being rolled back. */
      readonly direction: 'forward' | 'back';
      readonly resumed: boolean;
    }
  | {
      readonly type: 'phase-started';
      readonly phase: PhaseName;
      readonly direction: 'forward' | 'back';
      /** Which one it is of how many in this direction; the first is 1. */
      readonly step: number;
      readonly steps: number;
    }
  | {
      readonly type: 'phase-done';
      readonly phase: PhaseName;
      readonly direction: 'forward' | 'back';
      readonly milliseconds: number;
      readonly note?: string;
      /** Why there was nothing to do, as in `--verify=none`. */
      readonly skipped?: string;
    }
  | { readonly type: 'progress'; readonly phase: PhaseName; readonly progress: Progress }
  /** Something that may take as long as it takes; said once per thing waited for. */
  | { readonly type: 'waiting'; readonly phase: PhaseName; readonly for: string }
  /** `detail`: true of every move of its kind, so that people are told only with -v. `onClaim`: told in an event of the claim, too. */
  | { readonly type: 'warning'; readonly text: string; readonly detail?: true; readonly onClaim?: true };

export type Emit = (event: MoveEvent) => void;

/** The event that opens what is told of a move. */
export function startedEvent(
  { id, request, source, target }: Pick<PlannedMove, 'id' | 'request' | 'source' | 'target'>,
  how: { readonly direction: 'forward' | 'back'; readonly resumed: boolean },
): MoveEvent {
  const { namespace, claim } = request;
  return { type: 'move-started', move: id, namespace, claim, from: formatHome(source), to: formatHome(target), ...how };
}
