import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { systemClock } from './base/time/system-clock.ts';
import { exitCodeOfError } from './commands/exit-code.ts';
import { flagOf } from './commands/flags/flag-of.ts';
import { typedFormat } from './commands/flags/typed-output.ts';
import { isVerbose, showsCalls, type VerbosityFlags } from './commands/flags/verbosity.ts';
import type { Host } from './commands/host.ts';
import { spokenName } from './commands/next/spoken-name.ts';
import { parseCommandLine } from './commands/program.ts';
import type { Trace } from './kube/client/transport.ts';

/** How long a read is repeated while a cluster does not answer. */
const patienceSeconds = 20;

/** What only the edge has: it cannot be made up here. */
export type Edge = Pick<Host, 'env' | 'streams' | 'interrupt' | 'heedSignals' | 'onTerminal' | 'answers' | 'program' | 'invokedAs'>;

/** Runs one command line and returns its exit code. Throws nothing; writes to the streams only. */
export async function run(argv: readonly string[], edge: Edge, collaborators: Partial<Host> = {}): Promise<number> {
  const host = { ...createHost(edge), ...collaborators };
  try {
    const chosen = parseCommandLine(argv, host);
    return await chosen(argv);
  } catch (thrown) {
    return explainFailure(thrown, argv, host);
  }
}

/** The real collaborators. The cluster client is loaded when a command connects, never for help. */
function createHost(edge: Edge): Host {
  const surroundings = { environment: edge.env, clock: systemClock, userAgent: 'liqoctl', spell: flagOf };
  return {
    ...edge,
    clock: systemClock,
    random: (bytes) => randomBytes(bytes),
    holder: `${hostname()}-${randomBytes(8).toString('hex')}`,
    version: manifest.version,
    connect: async (flags) => {
      const { connect, makeFirstContact, retryReads } = await loadClient();
      const { port, namespace } = await connect(flags, { ...surroundings, trace: await traceOf(flags, edge) });
      await makeFirstContact(port);
      return { port: retryReads(port, systemClock, patienceSeconds), namespace };
    },
    glance: async (flags) => (await import('./kube/login/connect.ts')).connect(flags, surroundings),
    configNames: async (flags) => (await import('./kube/login/config.ts')).readConfigNames(flags, edge.env),
    candidates: () => import('./move/info/candidates.ts'),
    connectText: async (kubeconfig, options, flags) => {
      const { connectText, makeFirstContact, retryReads } = await loadClient();
      const port = await connectText(kubeconfig, { ...options, ...surroundings, trace: await traceOf(flags, edge) });
      await makeFirstContact(port);
      return retryReads(port, systemClock, patienceSeconds);
    },
    moves: loadMoves,
    info: () => import('./move/info/info-volume.ts'),
    readText: (path) => readFile(path, 'utf8'),
    writeText: (path, text) => writeFile(path, text),
  };
}

async function traceOf(flags: VerbosityFlags, { streams }: Edge): Promise<Trace | undefined> {
  return showsCalls(flags) ? (await import('./commands/api-trace.ts')).traceCalls(streams.stderr) : undefined;
}

/** All at once: one after the other would add up what each of them takes. */
async function loadMoves() {
  const [start, resume, abort, ...told] = await Promise.all([
    import('./move/engine/start.ts'),
    import('./move/engine/resume.ts'),
    import('./move/engine/abort.ts'),
    import('./move/info/list-moves.ts'),
    import('./move/info/move-status.ts'),
    import('./move/info/watch-move.ts'),
    import('./move/info/claim-story.ts'),
    import('./move/held/left-behind.ts'),
    import('./move/leftovers/clean-up.ts'),
    import('./move/record/record-store.ts'),
  ]);
  const [list, status, watch, story, leftBehind, cleanUp, record] = told;
  return { ...start, ...resume, ...abort, ...list, ...status, ...watch, ...story, ...leftBehind, ...cleanUp, ...record };
}

async function loadClient() {
  const [client, contact, retry] = await Promise.all([
    import('./kube/login/connect.ts'),
    import('./kube/login/first-contact.ts'),
    import('./kube/client/retry.ts'),
  ]);
  return { ...client, ...contact, ...retry };
}

async function explainFailure(thrown: unknown, argv: readonly string[], host: Host): Promise<number> {
  const [{ asAppError }, { printEnding }] = await Promise.all([
    import('./output/ending/ending.ts'),
    import('./output/ending/print-ending.ts'),
  ]);
  const error = asAppError(thrown);
  const exitCode = exitCodeOfError(error);
  const again = { program: spokenName(host.invokedAs), flags: [] };
  printEnding({ kind: 'error', error, again, exitCode }, { ...host, format: typedFormat(argv), verbose: isVerbose(argv) });
  return exitCode;
}
