import type { AppError } from '../../../src/base/errors.ts';
import { kubectl } from '../../../src/base/hint.ts';
import type { MoveEvent } from '../../../src/move/model/events.ts';
import type { MoveOutcome } from '../../../src/move/model/outcome.ts';
import type { Plan } from '../../../src/move/model/plan.ts';
import type { MoveReport } from '../../../src/move/model/report.ts';
import type { Ending, Subject } from '../../../src/output/ending/ending.ts';
import type { OutputFormat } from '../../../src/output/formats.ts';
import { createReporter } from '../../../src/output/reporter.ts';
import { createTestClock, Terminal } from '../../support/terminal.ts';
import { requestOf } from '../../support/requests.ts';

const mebi = 1024 * 1024;

/** Milliseconds that pass before each event of a short move. */
export const shortMove: readonly [number, MoveEvent][] = [
  [
    0,
    {
      type: 'move-started',
      move: 'abcdefghij',
      namespace: 'app',
      claim: 'db',
      from: 'rome-1',
      to: 'milan',
      direction: 'forward',
      resumed: false,
    },
  ],
  [0, { type: 'phase-started', phase: 'hold-source', direction: 'forward', step: 3, steps: 15 }],
  [400, { type: 'waiting', phase: 'hold-source', for: 'the virtual kubelet of milan' }],
  [1600, { type: 'phase-done', phase: 'hold-source', direction: 'forward', milliseconds: 2000, note: 'volume pvc-1 held' }],
  [0, { type: 'phase-started', phase: 'take-snapshot', direction: 'forward', step: 6, steps: 15 }],
  [1000, { type: 'progress', phase: 'take-snapshot', progress: { bytes: 0, files: 0, totalBytes: 400 * mebi, pass: 1 } }],
  [5000, { type: 'progress', phase: 'take-snapshot', progress: { bytes: 100 * mebi, files: 1200, totalBytes: 400 * mebi, pass: 1 } }],
  [1000, { type: 'warning', text: 'the cluster cannot guard the claim' }],
  [5000, { type: 'progress', phase: 'take-snapshot', progress: { bytes: 300 * mebi, files: 3600, totalBytes: 400 * mebi, pass: 1 } }],
  [2000, { type: 'phase-done', phase: 'take-snapshot', direction: 'forward', milliseconds: 14_000 }],
  [0, { type: 'phase-started', phase: 'hold-source', direction: 'back', step: 1, steps: 2 }],
  [300, { type: 'phase-done', phase: 'hold-source', direction: 'back', milliseconds: 300 }],
];

/** What is told of a finished move besides its report. */
export const closing = { unseen: [], next: [kubectl('scale statefulset db -n app --replicas=1')] };

export const report: MoveReport = {
  move: 'abcdefghij',
  namespace: 'app',
  claim: 'db',
  from: 'rome-1',
  to: 'milan',
  user: 'alice',
  images: requestOf({}).images,
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:23.000Z',
  bytes: 400 * mebi,
  files: 4800,
  passes: 2,
  verified: { entries: 4912, digest: `0123abcd${'0'.repeat(56)}` },
  notCarried: ['3 sockets'],
  lockedMilliseconds: 25_000,
  leftBehind: ['the real volume pvc-1 (its class keeps volumes)'],
  phaseMilliseconds: { 'take-snapshot': 14_000, 'restore-data': 9_000 },
  cutMilliseconds: 900,
};

export const plan: Plan = {
  id: 'abcdefghij',
  attempt: 1,
  request: requestOf({ namespace: 'app', claim: 'db' }),
  source: { kind: 'local', node: 'rome-1', namespace: 'liqo-storage', claim: '1-2-3' },
  target: {
    kind: 'remote',
    node: 'milan',
    provider: 'milan',
    namespace: 'app-rome',
    claim: 'db',
    storageClass: 'fast',
    reflection: { origin: 'rome', destination: 'milan' },
  },
  workspace: 'liqo-move-abcdefghij-1',
  providers: ['milan'],
  volume: 'move-abcdefghij-1',
  capacityBytes: 10 * 1024 ** 3,
  movers: 'root',
  notCarried: ['trusted.* attributes, which only privileged movers see'],
};

const subject: Subject = { namespace: 'app', claim: 'db', again: { program: 'liqoctl', flags: ['--context', 'rome'] } };

export function ended(outcome: MoveOutcome, exitCode = 0): Ending {
  return { kind: 'outcome', outcome, subject, exitCode };
}

export function failed(error: AppError, exitCode: number): Ending {
  return { kind: 'error', error, again: subject.again, exitCode };
}

export interface Setting {
  readonly format?: OutputFormat;
  readonly terminal?: boolean;
  readonly verbose?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Plays events and an ending to a reporter; `screens` is what a person saw after each event. */
export function play(events: readonly (readonly [number, MoveEvent])[], ending: Ending, setting: Setting = {}) {
  const facts = { isTTY: setting.terminal === true, columns: setting.columns ?? 100 };
  const streams = { stdout: new Terminal(facts), stderr: new Terminal(facts) };
  const clock = createTestClock();
  const env = { NO_COLOR: '1', ...setting.env };
  const reporter = createReporter({ format: setting.format ?? 'text', streams, env, clock, verbose: setting.verbose === true });
  const screens = events.map(([wait, event]) => {
    clock.pass(wait);
    reporter.event(event);
    return streams.stderr.screen();
  });
  reporter.end(ending);
  return { stdout: streams.stdout.written, stderr: streams.stderr.written, screen: streams.stderr.screen(), screens };
}
