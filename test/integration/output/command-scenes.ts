import { AppError } from '../../../src/base/errors.ts';
import type { MoveStatus } from '../../../src/move/info/move-status.ts';
import { checkMove } from '../../../src/move/preflight/checks/checks.ts';
import { factsWith, mounter, nodeWith, toLocal } from '../../support/facts.ts';
import type { Stage } from '../../support/run-cli.ts';
import { closing, plan, report } from '../../unit/output/script.ts';
import { runningSummary, stoppedSummary } from '../../support/move-summaries.ts';

/** A command line, and the cluster that it meets. */
interface Scene {
  readonly line: string;
  readonly stage?: Stage;
}

const moveDb = 'move volume db -n app --target-node milan';
const gibi = 1024 ** 3;

const running: MoveStatus = {
  ...runningSummary,
  phase: 'take-snapshot',
  holder: 'laptop-1',
  step: 6,
  steps: 15,
  progress: { bytes: 1.5 * gibi, totalBytes: 3 * gibi, files: 3015, pass: 1 },
};

const inUse = factsWith({
  ...toLocal,
  mounters: [mounter('db-0', 'Running', { kind: 'StatefulSet', name: 'db' })],
  node: nodeWith('rome-2', { spec: { unschedulable: true } }),
});

const noImage = new AppError('move', 'the target mover has not started within 15 s', {
  seen: [
    'pod app-rome/liqo-move-abcdefghij-1-target-1-x: Pending',
    'pod app-rome/liqo-move-abcdefghij-1-target-1-x: container verify: waiting: ImagePullBackOff: Back-off pulling image "nope/py:1"',
    'pod app-rome/liqo-move-abcdefghij-1-target-1-x: Failed (3x): Failed to pull image "nope/py:1": not found',
  ],
  next: ['fix the problem above and retry'],
});

const last = { version: 1, outcome: 'moved', ...report } as const;

/** What people see of a move besides the move itself, by name. */
export const commandScenes: Readonly<Record<string, Scene>> = {
  plan: { line: `${moveDb} --dry-run`, stage: { outcome: { kind: 'planned', plan, refusals: [] } } },
  question: {
    line: moveDb,
    stage: {
      act: async ({ confirm }) => confirm?.({ ...plan, scaled: [{ kind: 'StatefulSet', name: 'db', replicas: 1, scaledTo: 0 }] }),
      moves: { findRecord: async () => last },
      outcome: { kind: 'moved', report, ...closing },
    },
  },
  kept: { line: `${moveDb} --keep-source -y`, stage: { outcome: { kind: 'kept', report, ...closing } } },
  refused: {
    line: 'move volume data -n shop --target-node rome-2 -y',
    stage: { outcome: { kind: 'refused', refusals: checkMove(inUse) } },
  },
  failed: { line: `${moveDb} -y`, stage: { outcome: { kind: 'undone', cause: noImage, interrupted: false } } },
  mistyped: { line: 'move volume db -n app --target-nod milan' },
  status: { line: 'move status db -n app', stage: { moves: { readMoveStatus: async () => ({ kind: 'open', status: running }) } } },
  list: { line: 'move list', stage: { moves: { listMoves: async () => [running, stoppedSummary] } } },
  help: { line: 'move volume --help' },
};
