import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { exitCodes } from './base/exit-codes.ts';
import { systemClock } from './base/time/system-clock.ts';
import type { ControllerFlags } from './commands/controller/controller-flags.ts';
import { parseControllerLine } from './commands/controller/parse-controller-line.ts';
import { flagOf } from './commands/flags/flag-of.ts';
import type { Env, Streams } from './output/streams.ts';
import type { ReplicaOptions } from './provisioner/process/replica.ts';
import type { ReplicaEnd, StopSignals } from './provisioner/process/run-replica.ts';

/** What only the edge has. */
export interface ControllerEdge {
  readonly env: Env;
  readonly streams: Streams;
  readonly stop: StopSignals;
}

/** A watch ends at least this often; informers list again between two watches only. */
const longestWatchSeconds = 240;

/** Runs the controller until it ends, and returns its exit code. Throws nothing; the log goes to stdout, a refused command line to stderr. */
export async function runController(argv: readonly string[], edge: ControllerEdge): Promise<number> {
  try {
    const flags = parseControllerLine(argv, { ...edge, version: manifest.version });
    return flags === undefined ? exitCodes.success.code : await start(flags, edge);
  } catch (thrown) {
    const [{ explainController }, { styleFor }, { writeLines }] = await loadEnding();
    const { lines, exitCode } = explainController(thrown, styleFor(edge.streams.stderr, edge.env));
    writeLines(edge.streams.stderr, lines);
    return exitCode;
  }
}

async function start(flags: ControllerFlags, { env, streams, stop }: ControllerEdge): Promise<number> {
  const { createJsonLog, connect, connectText, runReplica, defectStack, failureText } = await loadReplica();
  const surroundings = {
    environment: env,
    clock: systemClock,
    userAgent: 'liqo-storage-controller',
    watchSeconds: Math.min(longestWatchSeconds, flags.resync),
  };
  const { port } = await connect(flags, { ...surroundings, spell: flagOf });
  const options: ReplicaOptions = {
    consumer: port,
    connect: (kubeconfig, cluster) => connectText(kubeconfig, { ...surroundings, cluster }),
    settings: settingsOf(flags),
    election: electionOf(flags, env),
    workers: flags.workers,
    clock: systemClock,
    random: (bytes) => randomBytes(bytes),
    log: createJsonLog(flags.logLevel, streams.stdout, systemClock),
    createReconcilers: async (context) => (await import('./provisioner/process/reconcilers.ts')).createReconcilers(context),
  };
  try {
    return exitCodeOfEnd(await runReplica(options, flags.listen, stop));
  } catch (error) {
    const stack = defectStack(error);
    if (stack === undefined) throw error;
    options.log.error({ error: failureText(error), stack }, 'unexpected failure');
    return exitCodes.unexpected.code;
  }
}

function settingsOf({ resync, localClass, ...flags }: ControllerFlags): ReplicaOptions['settings'] {
  const { provisioner, storageNamespace, firstConsumerImage, guards } = flags;
  return {
    provisioner,
    storageNamespace,
    firstConsumerImage,
    guards,
    resyncMilliseconds: resync * 1000,
    ...(localClass !== undefined && { localClass }),
  };
}

/** One leader for each provisioner: several may be served in one cluster. */
function electionOf(flags: ControllerFlags, env: Env): ReplicaOptions['election'] {
  const namespace = flags.leaseNamespace ?? (env['POD_NAMESPACE'] || flags.storageNamespace);
  const name = flags.provisioner.replace('/', '-');
  return { lease: { namespace, name }, holder: `${hostname()}-${randomBytes(8).toString('hex')}`, seconds: flags.leaseSeconds };
}

function exitCodeOfEnd(end: ReplicaEnd): number {
  switch (end) {
    case 'stopped':
      return exitCodes.success.code;
    case 'lost':
      return exitCodes.unexpected.code;
    case 'killed':
      return exitCodes.interrupted.code;
  }
}

async function loadReplica() {
  const [log, failures, client, replica] = await Promise.all([
    import('./provisioner/process/json-log.ts'),
    import('./provisioner/loop/look.ts'),
    import('./kube/login/connect.ts'),
    import('./provisioner/process/run-replica.ts'),
  ]);
  return { ...log, ...failures, ...client, ...replica };
}

function loadEnding() {
  return Promise.all([import('./commands/controller/controller-error.ts'), import('./output/style.ts'), import('./output/write-lines.ts')]);
}
