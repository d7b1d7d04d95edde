import type { MoveReport } from '../../src/move/model/report.ts';
import { requestOf } from './requests.ts';

/** What a small move from rome-1 to milan has to tell, with nothing special about it. */
export function reportOf(change: Partial<MoveReport> = {}): MoveReport {
  const { namespace, claim, images } = requestOf({});
  const times = { startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:09.000Z' };
  const counts = { bytes: 2048, files: 2, passes: 1, notCarried: [], leftBehind: [], phaseMilliseconds: {} };
  return { move: 'abc', namespace, claim, from: 'rome-1', to: 'milan', user: 'alice', images, ...times, ...counts, ...change };
}
