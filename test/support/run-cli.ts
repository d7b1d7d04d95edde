import { AppError } from '../../src/base/errors.ts';
import { run } from '../../src/app.ts';
import type { Host, Moves } from '../../src/commands/host.ts';
import type { ConfigOverrides } from '../../src/kube/login/config-overrides.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import type { MoveOutcome } from '../../src/move/model/outcome.ts';
import type { Env } from '../../src/output/streams.ts';
import type { MoveContext } from '../../src/move/model/context.ts';
import { createTestClock, Terminal } from './terminal.ts';

/** One call into the engine, without its context. */
interface Call {
  readonly verb: keyof Moves;
  readonly wish: readonly unknown[];
  readonly context: MoveContext;
}

export interface Stage {
  readonly outcome?: MoveOutcome;
  /** What the engine does before it ends. */
  readonly act?: (context: MoveContext) => void | Promise<void>;
  readonly collaborators?: Partial<Host>;
  /** Parts of the engine that do something else. */
  readonly moves?: Partial<Moves>;
  readonly terminal?: boolean;
  readonly columns?: number;
  /** What is typed when the program asks; nothing, as at the end of the input. */
  readonly answer?: string;
  readonly env?: Env;
  /** The name that was typed; that of the program when absent. */
  readonly invokedAs?: string;
}

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly calls: readonly Call[];
  /** Flags that every connection was asked for with. */
  readonly connections: readonly ConfigOverrides[];
}

const fallback: MoveOutcome = { kind: 'already-there', message: 'it is there already' };

/** Runs a command line in process; the engine is a recorder, the cluster a name. */
export async function runCli(argv: readonly string[], stage: Stage = {}): Promise<Result> {
  const streams = {
    stdout: new Terminal({ isTTY: stage.terminal === true, ...(stage.columns !== undefined && { columns: stage.columns }) }),
    stderr: new Terminal({ isTTY: stage.terminal === true }),
  };
  const calls: Call[] = [];
  const connections: ConfigOverrides[] = [];
  const never = new AbortController().signal;
  const collaborators: Partial<Host> = {
    clock: createTestClock(),
    holder: 'tester',
    version: '1.2.3',
    connect: async (flags) => {
      connections.push(flags);
      return { port: { cluster: 'this cluster' } as KubePort, namespace: 'of-the-context' };
    },
    moves: async () => ({ ...recorder(calls, stage), ...stage.moves }),
    readText: async (path) => Promise.reject(new AppError('bug', `nobody should read ${path}`)),
    ...stage.collaborators,
  };
  const edge = {
    env: { NO_COLOR: '1', ...stage.env },
    streams,
    interrupt: { gentle: never, hard: never },
    heedSignals: () => () => undefined,
    onTerminal: false,
    answers: { isTerminal: stage.terminal === true, readLine: async () => stage.answer },
    program: '/nowhere/bin/liqoctl.js',
    invokedAs: stage.invokedAs ?? '/nowhere/bin/liqoctl',
  };
  const code = await run(argv, edge, collaborators);
  return { code, stdout: streams.stdout.written, stderr: streams.stderr.written, calls, connections };
}

function recorder(calls: Call[], stage: Stage): Moves {
  const end = async (verb: keyof Moves, wish: readonly unknown[], context: MoveContext): Promise<MoveOutcome> => {
    calls.push({ verb, wish, context });
    await stage.act?.(context);
    return stage.outcome ?? fallback;
  };
  return {
    runMove: (request, dryRun, context) => end('runMove', [request, dryRun], context),
    resumeMove: (ref, context) => end('resumeMove', [ref], context),
    abortMove: (ref, options, context) => end('abortMove', [ref, options], context),
    findRecord: async () => undefined,
    listMoves: async (namespace, context) => {
      calls.push({ verb: 'listMoves', wish: [namespace], context });
      await stage.act?.(context);
      return [];
    },
    readMoveStatus: async () => undefined,
    watchMove: async () => undefined,
    tellOnClaim: (context) => ({ context, end: async () => undefined }),
    listLeftBehind: async () => [],
    cleanUpMoves: async (wish, context) => {
      calls.push({ verb: 'cleanUpMoves', wish: [wish], context });
      return { found: [], unseen: [] };
    },
  };
}
