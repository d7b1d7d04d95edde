import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { systemClock } from './base/system-clock.ts';
import { exitCodeOfError } from './commands/exit-code.ts';
import { flagOf } from './commands/flags/flag-of.ts';
import type { Host } from './commands/host.ts';
import { parseCommandLine } from './commands/program.ts';

/** How long a read is repeated while a cluster does not answer. */
const patienceSeconds = 20;

/** What only the edge has: it cannot be made up here. */
export type Edge = Pick<Host, 'env' | 'streams' | 'interrupt' | 'heedSignals' | 'onTerminal' | 'program'>;

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
      const { port, namespace } = await connect(flags, surroundings);
      await makeFirstContact(port);
      return { port: retryReads(port, systemClock, patienceSeconds), namespace };
    },
    glance: async (flags) => (await import('./kube/login/connect.ts')).connect(flags, surroundings),
    configNames: async (flags) => (await import('./kube/login/config.ts')).readConfigNames(flags, edge.env),
    candidates: () => import('./move/info/candidates.ts'),
    connectText: async (kubeconfig, options) => {
      const { connectText, makeFirstContact, retryReads } = await loadClient();
      const port = await connectText(kubeconfig, { ...options, ...surroundings });
      await makeFirstContact(port);
      return retryReads(port, systemClock, patienceSeconds);
    },
    moves: async () => {
      const [start, resume, abort, list, left] = await Promise.all([
        import('./move/engine/start.ts'),
        import('./move/engine/resume.ts'),
        import('./move/engine/abort.ts'),
        import('./move/info/list-moves.ts'),
        import('./move/held/left-behind.ts'),
      ]);
      return { ...start, ...resume, ...abort, ...list, ...left };
    },
    info: () => import('./move/info/info-volume.ts'),
    readText: (path) => readFile(path, 'utf8'),
  };
}

async function loadClient() {
  const [client, contact, retry] = await Promise.all([
    import('./kube/login/connect.ts'),
    import('./kube/login/first-contact.ts'),
    import('./kube/client/retry.ts'),
  ]);
  return { ...client, ...contact, ...retry };
}

async function explainFailure(thrown: unknown, argv: readonly string[], { streams, env }: Host): Promise<number> {
  const [{ asAppError }, { errorLines }, { styleFor }, { writeLines }] = await Promise.all([
    import('./output/ending/ending.ts'),
    import('./output/ending/ending-text.ts'),
    import('./output/style.ts'),
    import('./output/write-lines.ts'),
  ]);
  const error = asAppError(thrown);
  writeLines(streams.stderr, errorLines(error, { style: styleFor(streams.stderr, env), verbose: isVerbose(argv), flags: [] }));
  return exitCodeOfError(error);
}

/** Whether -v was typed, for errors that come before, or instead of, parsed flags. */
export function isVerbose(argv: readonly string[]): boolean {
  return argv.some((argument) => argument === '-v' || argument === '--verbose');
}
