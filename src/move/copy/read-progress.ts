import { AppError } from '../../base/errors.ts';
import type { Pod } from '../../kube/objects/kinds.ts';
import { isNodeLost } from '../../kube/evidence/node-lost.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import { type MoverLine, parseMoverLine } from '../../restic/mover-line.ts';
import type { Move } from '../model/move.ts';
import { furthest, type Progress } from '../../base/progress.ts';
import { countedPhase, progressOf } from './counted-progress.ts';
import { stallMilliseconds } from '../held/timeout.ts';
import type { Observable } from '../../base/observable.ts';
import { readStallEvidence } from './mover-evidence.ts';
import { ownNames } from './own-containers.ts';
import type { CopyState, Role } from '../model/copy-state.ts';
import { isCopiedBeside } from '../model/application/warm.ts';

const lookMilliseconds = 5_000;

/** A log that cannot be read is mostly one that is about to begin. */
const againMilliseconds = 500;

/** A mover that runs. */
export interface Running {
  /** Its pod as last seen. */
  readonly pod: () => Pod;
  readonly board: Observable<CopyState>;
}

/**
 * Follows the logs of both containers of ours for progress and milestones. Logs are a matter of luck, across clusters more so: an unreadable one only means
 * that nothing is known. Throws when for the move's stall time a readable log has shown no progress, or the pod's node has not been heard of.
 */
export async function readProgress(move: Move, role: Role, { pod, board }: Running): Promise<never> {
  const life = { since: move.clock.elapsed(), readable: 0 };
  const reached = new Map<string, Progress>();
  const seeLine = (line: MoverLine) => {
    noteWaiting(board, role, line.type === 'waiting');
    if (line.type !== 'progress') return noteMilestone(board, line);
    const before = reached.get(line.step);
    const now = furthest(before, withTotal(progressOf(line), move, board.value));
    // Only news are a sign of life: a log that is opened again tells the old once more.
    if (now === before) return;
    reached.set(line.step, now);
    life.since = move.clock.elapsed();
    const phase = countedPhase(role, line, isCopiedBeside(move.journal.value));
    if (phase !== undefined) move.emit({ type: 'progress', phase, progress: now });
  };
  // What a sidecar writes is no sign of ours.
  const containers = ownNames(move).main.filter((name) => pod().spec?.containers.some((container) => container.name === name));
  const reading = containers.map((container) => followLog(move, { pod, container, life }, seeLine));
  void Promise.allSettled(reading);
  try {
    for (;;) {
      await move.clock.sleep(lookMilliseconds, move.signal);
      const excused = life.readable === 0 || isWaitingForOther(board.value, role);
      if (excused && !isNodeLost(pod())) life.since = move.clock.elapsed();
      if (move.clock.elapsed() - life.since > stallMilliseconds(move)) throw await stalledError(move, role, board.value);
    }
  } finally {
    noteWaiting(board, role, false);
  }
}

/** It counts nothing meanwhile: that is the other one's to prove, unless that one waits, too, or has left. */
function isWaitingForOther({ waiting, ...state }: CopyState, role: Role): boolean {
  const other = role === 'source' ? 'target' : 'source';
  return waiting.includes(role) && !waiting.includes(other) && state[other] === undefined;
}

function noteWaiting(board: Observable<CopyState>, role: Role, waits: boolean): void {
  const { waiting } = board.value;
  if (waiting.includes(role) === waits) return;
  board.update((state) => ({ ...state, waiting: waits ? [...waiting, role] : waiting.filter((each) => each !== role) }));
}

/** The manifest program does not know how much there is; what the source has backed up in this pass is what it describes. */
function withTotal(progress: Progress, move: Move, { snapshot }: CopyState): Progress {
  const known = snapshot ?? move.journal.value.copy;
  if (progress.totalBytes !== undefined || known?.pass !== progress.pass) return progress;
  return { ...progress, totalBytes: known.bytes, totalFiles: known.files };
}

function noteMilestone(board: Observable<CopyState>, line: MoverLine): void {
  if (line.type === 'snapshot') {
    const { pass, snapshot, bytes, files } = line;
    board.update((state) => ({ ...state, snapshot: { pass, snapshot, bytes, files } }));
  }
  if (line.type === 'link') {
    const { bytesPerSecond, connections, packMebibytes, compressed } = line;
    board.update((state) => ({ ...state, link: { bytesPerSecond, connections, packMebibytes, compressed } }));
  }
  if (line.type === 'restored') board.update((state) => ({ ...state, restored: line.pass }));
  if (line.type === 'verified') board.update((state) => ({ ...state, verified: line.pass }));
}

/** Reads the log to its end, from the start again where it broke off. */
async function followLog(move: Move, log: Log, see: (line: MoverLine) => void): Promise<void> {
  while (!move.signal.aborted) {
    try {
      await readLog(move, log, see);
      // A server that is restarted ends a log as if there were no more of it.
      if (!isRunning(log)) return;
    } catch {
      // Unreadable now; perhaps later.
    }
    await move.clock.sleep(againMilliseconds, move.signal).catch(() => undefined);
  }
}

function isRunning({ pod, container }: Log): boolean {
  return pod().status?.containerStatuses?.find(({ name }) => name === container)?.state?.running !== undefined;
}

interface Log {
  readonly pod: () => Pod;
  readonly container: string;
  /** How many logs are being read. */
  readonly life: { readable: number };
}

async function readLog(move: Move, { pod, container, life }: Log, see: (line: MoverLine) => void): Promise<void> {
  let readable = 0;
  try {
    for await (const line of move.consumer.logs(keyOf(pod()), { container, follow: true }, move.signal)) {
      life.readable += 1 - readable;
      readable = 1;
      const parsed = parseMoverLine(line);
      if (parsed !== undefined) see(parsed);
    }
  } finally {
    life.readable -= readable;
  }
}

async function stalledError(move: Move, role: Role, { waiting }: CopyState): Promise<AppError> {
  const { stallSeconds } = move.journal.value.request;
  const both = waiting.length === 2;
  const who = both ? 'both movers wait for each other, and have' : `the ${role} mover has`;
  return new AppError('move', `${who} made no progress for ${stallSeconds} s`, {
    seen: await readStallEvidence(move, both ? waiting : [role]),
    next: ['look at the node it runs on, at its network and at the repository, then move again', 'give it longer with --stall-timeout'],
  });
}
