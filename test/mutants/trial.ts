import { execa } from 'execa';

export interface Trial {
  readonly tests: readonly string[];
  readonly filter?: string | undefined;
  /** Words for the matrix, which is run instead of tests. */
  readonly matrix?: string;
  readonly seconds: number;
}

export type Verdict = { readonly kind: 'passed' | 'late' } | { readonly kind: 'failed'; readonly first: string; readonly output: string };

/** What runs the trial; built first where tests run the built program. */
function trialCommand(trial: Trial): readonly string[] {
  if (trial.matrix !== undefined) return ['node', '--import', 'tsx', 'test/matrix/main.ts', ...trial.matrix.split(' ')];
  const filter = trial.filter === undefined ? [] : ['--testNamePattern', trial.filter];
  // Each project of vitest's has a server of its own, which takes a second of processor time to start. They are named like the folders.
  const projects = new Set(trial.tests.map((test) => `--project=${test.split('/')[1]}`));
  const vitest = ['vitest', 'run', '--bail=1', ...projects, ...filter, ...trial.tests];
  const needsBuild = trial.tests.some((test) => test.startsWith('test/specs/'));
  return needsBuild ? ['sh', '-c', 'npm run -s build && exec "$@"', 'sh', ...vitest] : vitest;
}

/** Runs tests, or points of the matrix, in `folder`. */
export async function runTrial(folder: string, trial: Trial, signal: AbortSignal): Promise<Verdict> {
  // Not AbortSignal.timeout: nothing but AbortSignal.any would hold it, weakly, and what is collected never fires.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), trial.seconds * 1000);
  const deadline = AbortSignal.any([signal, late.signal]);
  const { exitCode, all } = await runGroup(folder, trialCommand(trial), deadline);
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
