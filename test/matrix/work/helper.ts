import { type ChildProcess, fork } from 'node:child_process';
import type { News, Task } from './task.ts';

/** What goes from a helper to the process that has started it. */
export type Message = { readonly kind: 'news'; readonly news: News } | { readonly kind: 'done' };

/** A process that does one task after the other. */
interface Helper {
  /** Rejects when the process is gone before it is done. */
  do(task: Task, hear: (news: News) => void): Promise<void>;
  /** Tells it to end at once. */
  dismiss(): void;
  /** Resolves when it is no more. */
  readonly gone: Promise<void>;
}

/** The garbage of a move does not outlive it, where the room for new objects is not full before: a tenth of all time is saved. */
const roomForNewObjects = '--max-semi-space-size=64';

/** For clusters to stop and folders to go, on a busy machine. */
const patienceMilliseconds = 20_000;

/** Starts a program which the same is wished of as of this one. */
export function startHelper(program: string, words: readonly string[]): Helper {
  const child = fork(program, words, { execArgv: [...process.execArgv, roomForNewObjects] });
  let end = 'it has ended by itself';
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      end = error.message;
      resolve();
    });
    // Not 'close', which does not come where the channel was let go of.
    child.once('exit', (code, signal) => {
      end = signal === null ? `it has ended with exit code ${code}` : `it was ended by ${signal}`;
      resolve();
    });
  });
  return {
    do: (task, hear) => Promise.race([converse(child, task, hear), gone.then(() => Promise.reject(deathOf(task, end)))]),
    dismiss: () => dismiss(child),
    gone,
  };
}

async function converse(child: ChildProcess, task: Task, hear: (news: News) => void): Promise<void> {
  await new Promise<void>((resolve) => {
    const listen = (message: Message) => {
      if (message.kind === 'news') return hear(message.news);
      child.off('message', listen);
      resolve();
    };
    child.on('message', listen);
    // One that is gone is noticed by its end.
    child.send(task, () => undefined);
  });
}

function dismiss(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMilliseconds);
  child.once('exit', () => clearTimeout(timer));
}

function deathOf(task: Task, end: string): Error {
  const what = task.kind === 'points' ? `${task.points.length} points from ${task.points[0]} on` : `${task.kind} of ${task.direction}`;
  return new Error(`a process of the matrix is gone in the middle of its work (${what}): ${end}`);
}
