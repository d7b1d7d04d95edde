import { kubectl } from '../../src/base/hint.ts';
import type { MoveEvent } from '../../src/move/model/events.ts';
import type { MoveOutcome } from '../../src/move/model/outcome.ts';
import { type PhaseName, plannedPhases } from '../../src/move/model/phase-names.ts';
import { reportOf } from './reports.ts';

/** Milliseconds that pass before an event, and the event; a word alone marks a moment to look at the screen. */
export type Recorded = readonly [number, MoveEvent] | string;

const counted = plannedPhases();
const mebi = 1024 * 1024;
const all = { totalBytes: 686 * mebi, totalFiles: 3013 };

function done(phase: PhaseName, milliseconds: number, note?: string): Recorded {
  return [milliseconds, { type: 'phase-done', phase, direction: 'forward', milliseconds, ...(note !== undefined && { note }) }];
}

function started(phase: PhaseName): Recorded {
  return [0, { type: 'phase-started', phase, direction: 'forward', step: counted.indexOf(phase) + 1, steps: counted.length }];
}

function progress(phase: PhaseName, after: number, mebibytes: number): Recorded {
  const files = Math.round((all.totalFiles * mebibytes) / 686);
  return [after, { type: 'progress', phase, progress: { bytes: mebibytes * mebi, files, pass: 1, ...all } }];
}

/** A move of 686 MiB, as its events came. */
export const recordedMove: readonly Recorded[] = [
  'checking',
  [
    1200,
    {
      type: 'move-started',
      move: 'lonysy6ssf',
      namespace: 'app',
      claim: 'data-db-0',
      from: 'rome-1',
      to: 'milan',
      direction: 'forward',
      resumed: false,
    },
  ],
  started('open-journal'),
  done('open-journal', 10),
  started('arm-guard'),
  done('arm-guard', 150),
  started('stage-target'),
  [2500, { type: 'waiting', phase: 'stage-target', for: 'the target mover to start: 0/2 nodes are available: 2 Insufficient cpu' }],
  'waiting',
  done('stage-target', 3100),
  started('take-snapshot'),
  'silent',
  progress('take-snapshot', 1000, 0),
  progress('take-snapshot', 5000, 247),
  'copying',
  progress('take-snapshot', 9000, 686),
  'finishing',
  done('take-snapshot', 2000, '686 MiB, 3,013 files'),
  started('verify-data'),
  progress('verify-data', 1000, 308),
  'verifying',
  done('verify-data', 3500),
  [0, { type: 'warning', text: 'not copied: 3 sockets' }],
  started('swap-claim'),
  done('swap-claim', 300),
];

/** What it ended with. */
export const recordedEnd: MoveOutcome = {
  kind: 'moved',
  report: reportOf({
    namespace: 'app',
    claim: 'data-db-0',
    bytes: 686 * mebi,
    files: 3013,
    verified: { entries: 3015, digest: `4ea25230${'0'.repeat(56)}` },
    notCarried: ['3 sockets'],
    phaseMilliseconds: { 'arm-guard': 150, 'take-snapshot': 17_000, 'restore-data': 12_000, 'verify-data': 3500, 'swap-claim': 300 },
    cutMilliseconds: 100,
    lockedMilliseconds: 50_000,
  }),
  unseen: [],
  next: [kubectl('scale statefulset db -n app --replicas=1')],
};
