import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { takeDown } from './down.ts';
import { cacheFolder, stateFolder } from './folders.ts';
import { runInside, runProgram } from './inside.ts';
import type { Workshop } from './parts/cached.ts';
import { ensureExtraParts } from './parts/extra-parts.ts';
import { checkMachine, readMachine } from './preflight.ts';
import { endProcess } from './process-identity.ts';
import { startProgress } from './progress.ts';
import { readState } from './state.ts';
import { formatStatus, isComplete, isForsaken } from './status.ts';
import { ensureUp, type UpOptions } from './up.ts';

const usage = `Usage: npm run testbed -- COMMAND

  up [--providers 1|2]   starts real clusters: the consumer rome (two nodes), the provider milan (one), with 2 also paris
  status                 shows what runs
  example                makes the StatefulSet db in the namespace app, which is offloaded to milan
  shell                  opens a shell in the testbed's network, with KUBECONFIG for rome and kubectl on PATH
  run PROGRAM ...        runs a program there
  specs [FILTER ...]     runs the specs tagged real (E2E_ALL=1: all) there, in a testbed of its own unless one runs
  check                  says why no testbed can run on this machine, if so
  down                   ends and removes everything`;

const folder = stateFolder(process.env);

async function up(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { providers: { type: 'string', default: '1' } } });
  if (!['1', '2'].includes(values.providers)) return fail(['--providers is 1 or 2']);
  const code = await start({ providers: Number(values.providers), temporary: false });
  return code === 0 ? finish(['The testbed runs. Next: npm run testbed shell, then: kubectl get nodes -o wide']) : code;
}

async function start(wanted: Pick<UpOptions, 'providers' | 'temporary'>): Promise<number> {
  const reasons = checkMachine(readMachine(process.env));
  if (reasons.length > 0) return fail(reasons);
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interruption.abort());
  try {
    await ensureUp({ ...workshop(interruption.signal), folder, ...wanted });
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    fail(['Interrupted; nothing is left but finished parts in the cache.']);
    return 130;
  }
  return 0;
}

function workshop(signal: AbortSignal): Workshop {
  const progress = startProgress((line) => process.stderr.write(`${line}\n`));
  return { cache: cacheFolder(process.env), progress, signal };
}

/** Runs specs on the clusters that the environment names, in the testbed that runs, or in one that ends with them. */
async function specs(args: readonly string[]): Promise<number> {
  const command = ['vitest', 'run', '--config', 'vitest.e2e.config.ts', ...args];
  if (process.env['E2E_CONSUMER_KUBECONFIG']) return runProgram(command, process.env);
  const extra = process.env['E2E_ALL'] ? await ensureExtraParts(workshop(AbortSignal.timeout(1_800_000))) : {};
  const found = readState(folder);
  if (isComplete(found) && !isForsaken(found)) return inside(command, extra);
  const code = await start({ providers: process.env['E2E_ALL'] ? 2 : 1, temporary: true });
  if (code !== 0) return code;
  try {
    return await inside(command, extra);
  } finally {
    await takeDown(folder);
  }
}

async function down(): Promise<number> {
  const state = readState(folder);
  // The program that is starting it takes it down by itself when told to end.
  if (state !== undefined && !state.complete) await endProcess(state.starter, 'SIGTERM');
  const found = (await takeDown(folder)) || state !== undefined;
  return finish([found ? 'Everything has ended and is removed.' : 'No testbed runs here.']);
}

async function inside(command: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<number> {
  const state = readState(folder);
  return isComplete(state) ? runInside(folder, state, command, more) : fail(formatStatus(state).slice(-1));
}

function finish(lines: readonly string[]): number {
  lines.forEach((line) => process.stdout.write(`${line}\n`));
  return 0;
}

function fail(lines: readonly string[]): number {
  lines.forEach((line) => process.stderr.write(`${line}\n`));
  return lines.length === 0 ? 0 : 1;
}

async function main([verb, ...rest]: string[]): Promise<number> {
  switch (verb) {
    case 'up':
      return up(rest);
    case 'down':
      return down();
    case 'status':
      return finish(formatStatus(readState(folder)));
    case 'example':
      return inside([process.execPath, '--import', 'tsx', fileURLToPath(new URL('example.ts', import.meta.url))]);
    case 'shell':
      return inside([process.env['SHELL'] ?? 'bash']);
    case 'run':
      return inside(rest);
    case 'specs':
      return specs(rest);
    case 'check':
      return fail(checkMachine(readMachine(process.env)));
    case undefined:
    case '--help':
      return finish([usage]);
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
