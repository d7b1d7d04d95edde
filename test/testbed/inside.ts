import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kubeconfigFile } from './folders.ts';
import { enterNetwork } from './namespaces.ts';
import { labOf, type TestbedState } from './state.ts';

/** Runs a program that sees the lab's network instead of this machine's, and is a usual one otherwise. Returns its exit code. */
export async function runInside(folder: string, state: TestbedState, command: readonly string[], more: NodeJS.ProcessEnv): Promise<number> {
  return runProgram([...enterNetwork(labOf(state)), ...command], { ...insideEnvironment(folder, state), ...more });
}

/** Runs a program in the place of this one. Returns its exit code. */
export async function runProgram([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', env });
  // The terminal sends it to both; the program decides what it means.
  process.on('SIGINT', () => undefined);
  for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill(name));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => resolve(code ?? 1));
  });
}

function insideEnvironment(folder: string, { parts, providers }: TestbedState): NodeJS.ProcessEnv {
  const modules = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));
  return {
    ...process.env,
    KUBECONFIG: kubeconfigFile(folder, 'rome'),
    PATH: [parts.kubernetes, modules, dirname(process.execPath), process.env['PATH']].join(delimiter),
    E2E_CONSUMER_KUBECONFIG: kubeconfigFile(folder, 'rome'),
    E2E_PROVIDER_KUBECONFIG: kubeconfigFile(folder, 'milan'),
    ...(providers > 1 && { E2E_SECOND_PROVIDER_KUBECONFIG: kubeconfigFile(folder, 'paris') }),
    E2E_TESTBED: folder,
  };
}
