import type { Progress } from '../../base/progress.ts';
import type { PhaseName } from './phase-names.ts';

/** What the engine says while it works. Nothing in it is secret; foreign text in it is raw, and escaped where it is printed. */
export type MoveEvent =
  | {
      readonly type: 'move-started';
      readonly move: string;
      readonly namespace: string;
      readonly claim: string;
      readonly from: string;
      readonly to: string;
      readonly resumed: boolean;
    }
  | { readonly type: 'phase-started'; readonly phase: PhaseName; readonly direction: 'forward' | 'back' }
  | {
      readonly type: 'phase-done';
      readonly phase: PhaseName;
      readonly direction: 'forward' | 'back';
      readonly milliseconds: number;
      readonly note?: string;
    }
  | { readonly type: 'progress'; readonly phase: PhaseName; readonly progress: Progress }
  /** Something that may take as long as it takes; said once per thing waited for. */
  | { readonly type: 'waiting'; readonly phase: PhaseName; readonly for: string }
  | { readonly type: 'warning'; readonly text: string };

export type Emit = (event: MoveEvent) => void;
