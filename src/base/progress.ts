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
