/** One line of a mover's log that means something. */
export type MoverLine = MoverProgress | MoverMilestone | MoverComplaint;

/** What a counter counts: `backup` and `restore` come from restic, `manifest` and `compare` from the manifest program. */
export type MoverStep = 'backup' | 'restore' | 'manifest' | 'compare';

export interface MoverProgress {
  readonly type: 'progress';
  readonly step: MoverStep;
  readonly pass: number;
  readonly bytes: number;
  readonly files: number;
  /** Absent while restic still scans, and in the manifest program's lines. */
  readonly totalBytes?: number;
  readonly totalFiles?: number;
}

export type MoverMilestone =
  /** The data is in the repository (source). */
  | { readonly type: 'snapshot'; readonly pass: number; readonly snapshot: string; readonly bytes: number; readonly files: number }
  /** The snapshot is marked as complete: the target may take it (source). */
  | { readonly type: 'complete'; readonly pass: number; readonly snapshot: string }
  /** The data is on the target volume (target). */
  | { readonly type: 'restored'; readonly pass: number; readonly snapshot: string }
  /** The target equals the source, by manifest, or as far as it was asked to be proven (target). */
  | { readonly type: 'verified'; readonly pass: number; readonly entries?: number; readonly digest?: string }
  /** The target differs (target). The source looks next whether it was its own doing. */
  | { readonly type: 'differs'; readonly pass: number; readonly paths: readonly string[] }
  /** The source has changed since the snapshot: another pass follows, or the mover gives up (source). */
  | { readonly type: 'changed'; readonly pass: number; readonly paths: readonly string[] }
  /** The source has not changed since the verified snapshot: the copy is done (source). */
  | { readonly type: 'final'; readonly pass: number; readonly snapshot: string };

export interface MoverComplaint {
  readonly type: 'error';
  readonly message: string;
  readonly path?: string;
}

/** Reads one log line of container `restic` or `verify`; undefined for everything that is not one of ours or restic's. Never throws. */
export function parseMoverLine(_line: string): MoverLine | undefined {
  return undefined;
}
