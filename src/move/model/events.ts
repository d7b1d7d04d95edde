import type { PhaseName } from './phase-names.ts';

/** How far a copy has come. Bytes and files never go backwards within one pass. */
export interface Progress {
  readonly bytes: number;
  readonly files: number;
  /** Absent while the size is not known yet. */
  readonly totalBytes?: number;
  readonly totalFiles?: number;
  /** 1 for the first copy; later passes carry only what changed in the meantime. */
  readonly pass: number;
}

/**
 * The furthest that a copy has come, counter by counter within one pass; `before` itself where `now` is no news. A mover that is tried again
 * counts from zero, a log that is opened again starts over, and samples may arrive late.
 */
export function furthest<P extends Progress>(before: P | undefined, now: Progress): P | Progress {
  if (before === undefined || now.pass > before.pass) return now;
  if (now.pass < before.pass || (now.bytes <= before.bytes && now.files <= before.files)) return before;
  return { ...before, ...now, bytes: Math.max(before.bytes, now.bytes), files: Math.max(before.files, now.files) };
}

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
