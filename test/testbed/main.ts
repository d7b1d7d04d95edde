import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { takeDown } from './down.ts';
import { cacheFolder, kubeconfigFile, stateFolder } from './folders.ts';
import { enterNetwork } from './namespaces.ts';
import { checkMachine, readMachine } from './preflight.ts';
import { isAlive } from './process-identity.ts';
import { startProgress } from './progress.ts';
import { readState } from './state.ts';
import { formatStatus, isComplete } from './status.ts';
import { bringUp } from './up.ts';

const usage = `Usage: npm run testbed -- COMMAND

  up [--providers 1|2]   starts real clusters: the consumer rome (two nodes), the provider milan (one), with 2 also paris
  status                 shows what runs
  example                makes the StatefulSet db in the namespace app, which is offloaded to milan
  shell                  opens a shell in the testbed's network, with KUBECONFIG for rome and kubectl on PATH
  run PROGRAM ...        runs a program there
  down                   ends and removes everything`;

const folder = stateFolder(process.env);

async function up(providers: number, signal: AbortSignal): Promise<number> {
  const before = readState(folder);
  if (isComplete(before) && before.providers === providers) return finish(['It runs already.']);
  if (before !== undefined && !before.complete && isAlive(before.starter)) {
    return fail([`Process ${before.starter.pid} is starting it already.`]);
  }
  if (isComplete(before)) return fail([`A testbed with ${before.providers} provider(s) runs; end it first: npm run testbed down`]);
  const progress = startProgress((line) => process.stderr.write(`${line}\n`));
  const workshop = { cache: cacheFolder(process.env), progress, signal };
  if (await takeDown(folder)) progress.say('Removed what was left of an earlier testbed.');
  try {
    await bringUp({ ...workshop, folder, providers });
  } catch (error) {
    await takeDown(folder);
    progress.say('Removed what had been started.');
    if (signal.aborted) return 130;
    throw error;
  }
  progress.say('The testbed runs.');
  return finish(['Next: npm run testbed shell, then: kubectl get nodes -o wide']);
}

/** Replaces nothing and starts nothing but the program, which sees the lab's network instead of this machine's. */
async function runInside(command: readonly string[]): Promise<number> {
  const state = readState(folder);
  if (!isComplete(state) || state.lab === undefined) return fail(formatStatus(state).slice(-1));
  const modules = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));
  const env = {
    ...process.env,
    KUBECONFIG: kubeconfigFile(folder, 'rome'),
    PATH: [state.parts.kubernetes, modules, dirname(process.execPath), process.env['PATH']].join(delimiter),
    E2E_CONSUMER_KUBECONFIG: kubeconfigFile(folder, 'rome'),
    E2E_PROVIDER_KUBECONFIG: kubeconfigFile(folder, 'milan'),
  };
  const [program = '', ...args] = [...enterNetwork(state.lab), ...command];
  const child = spawn(program, args, { stdio: 'inherit', env });
  // The terminal sends it to both; the program decides what it means.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => resolve(code ?? 1));
  });
}

async function down(): Promise<number> {
  const state = readState(folder);
  if (state !== undefined && !state.complete && isAlive(state.starter)) process.kill(state.starter.pid, 'SIGTERM');
  return finish([(await takeDown(folder)) ? 'Everything has ended and is removed.' : 'No testbed runs here.']);
}

function finish(lines: readonly string[]): number {
  lines.forEach((line) => process.stdout.write(`${line}\n`));
  return 0;
}

function fail(lines: readonly string[]): number {
  lines.forEach((line) => process.stderr.write(`${line}\n`));
  return 1;
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort());
  return controller.signal;
}

async function main(args: readonly string[]): Promise<number> {
  const [verb, ...rest] = args;
  const reasons = checkMachine(readMachine(process.env));
  if (verb === undefined || verb === '--help') return finish([usage]);
  if (reasons.length > 0) return fail(reasons);
  switch (verb) {
    case 'up': {
      const { values } = parseArgs({ args: rest, options: { providers: { type: 'string', default: '1' } } });
      if (!['1', '2'].includes(values.providers)) return fail(['--providers is 1 or 2']);
      return up(Number(values.providers), interruption());
    }
    case 'down':
      return down();
    case 'status':
      return finish(formatStatus(readState(folder)));
    case 'example':
      return runInside([process.execPath, '--import', 'tsx', fileURLToPath(new URL('example.ts', import.meta.url))]);
    case 'shell':
      return runInside([process.env['SHELL'] ?? 'bash']);
    case 'run':
      return runInside(rest);
    default:
      return fail([usage]);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`FAILED: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
