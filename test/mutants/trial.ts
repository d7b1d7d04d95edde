import { execa } from 'execa';

export interface Trial {
  readonly tests: readonly string[];
  readonly filter?: string | undefined;
  readonly seconds: number;
}

export type Verdict = { readonly kind: 'passed' | 'late' } | { readonly kind: 'failed'; readonly first: string; readonly output: string };

/** Runs tests in `folder`, built first where they run the built program. */
export async function runTrial(folder: string, trial: Trial, signal: AbortSignal): Promise<Verdict> {
  const filter = trial.filter === undefined ? [] : ['--testNamePattern', trial.filter];
  // Each project of vitest's has a server of its own, which takes a second of processor time to start. They are named like the folders.
  const projects = new Set(trial.tests.map((test) => `--project=${test.split('/')[1]}`));
  const vitest = ['vitest', 'run', '--bail=1', ...projects, ...filter, ...trial.tests];
  const needsBuild = trial.tests.some((test) => test.startsWith('test/specs/'));
  const command = needsBuild ? ['sh', '-c', 'npm run -s build && exec "$@"', 'sh', ...vitest] : vitest;
  // Not AbortSignal.timeout: nothing but AbortSignal.any would hold it, weakly, and what is collected never fires.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), trial.seconds * 1000);
  const deadline = AbortSignal.any([signal, late.signal]);
  const { exitCode, all } = await runGroup(folder, command, deadline);
  clearTimeout(timer);
  signal.throwIfAborted();
  if (exitCode === 0) return { kind: 'passed' };
  if (deadline.aborted) return { kind: 'late' };
  return { kind: 'failed', first: /^FAILED (.*)$/m.exec(all)?.[1] ?? 'before any test ran', output: all };
}

/** A worker in an endless loop hears nothing of its parent's end, so the whole process group is ended. */
async function runGroup(
  folder: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<{ exitCode: number | undefined; all: string }> {
  const [program = '', ...args] = command;
  const running = execa(program, args, { cwd: folder, detached: true, reject: false, all: true, stdin: 'ignore', env: { NO_COLOR: '1' } });
  const kill = (how: NodeJS.Signals): void => {
    try {
      if (running.pid !== undefined) process.kill(-running.pid, how);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  let patience: NodeJS.Timeout | undefined;
  const end = (): void => {
    kill('SIGTERM');
    patience = setTimeout(() => kill('SIGKILL'), 5000);
  };
  signal.addEventListener('abort', end, { once: true });
  const { exitCode, all } = await running;
  signal.removeEventListener('abort', end);
  clearTimeout(patience);
  kill('SIGKILL');
  return { exitCode, all };
}
