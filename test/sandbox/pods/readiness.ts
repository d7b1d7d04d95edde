import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { commandInside, type RunningProgram } from './inside-command.ts';
import type { Probe } from './pod-types.ts';
import { sleepUnless } from './sleep.ts';

const run = promisify(execFile);

/** Milliseconds between two probes, whatever the probe says: tests wait for the answer, not for the period. */
const probeEvery = 150;

/** Tells whether a container is ready until `over`; one without a probe is ready at once, or once its startup probe has succeeded. */
export async function watchReadiness(probed: RunningProgram, over: AbortSignal, tell: (ready: boolean) => void): Promise<void> {
  const { readinessProbe: probe, startupProbe } = probed.container;
  while (startupProbe !== undefined && !over.aborted && !(await isReady(probed, startupProbe, over))) await sleepUnless(over, probeEvery);
  if (probe === undefined) return tell(!over.aborted);
  while (!over.aborted) {
    tell(await isReady(probed, probe, over));
    await sleepUnless(over, probeEvery);
  }
}

async function isReady(probed: RunningProgram, probe: Probe, over: AbortSignal): Promise<boolean> {
  const timeout = (probe.timeoutSeconds ?? 1) * 1000;
  try {
    if (probe.exec !== undefined) await runInside(probed, probe.exec.command ?? [], timeout);
    if (probe.tcpSocket !== undefined) await openSocket(addressOf(probed, probe.tcpSocket), timeout);
    if (probe.httpGet !== undefined) await askServer(addressOf(probed, probe.httpGet), probe.httpGet.path ?? '/', timeout);
    return !over.aborted;
  } catch {
    return false;
  }
}

interface Address {
  readonly host: string;
  readonly port: number;
}

function addressOf({ run: { address }, container }: RunningProgram, target: { host?: string; port: unknown }): Address {
  const named = container.ports?.find(({ name }) => name === target.port)?.containerPort;
  return { host: target.host ?? address?.ip ?? '', port: named ?? Number(target.port) };
}

async function runInside(probed: RunningProgram, command: readonly string[], timeout: number): Promise<void> {
  const { file, args, env } = commandInside(probed, command);
  await run(file, args, { env, timeout, killSignal: 'SIGKILL' });
}

async function openSocket({ host, port }: Address, timeout: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port, timeout });
    socket.once('connect', () => (socket.destroy(), resolve()));
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error('timeout')));
  });
}

async function askServer({ host, port }: Address, path: string, timeout: number): Promise<void> {
  const answer = await fetch(`http://${host}:${port}${path}`, { signal: AbortSignal.timeout(timeout), redirect: 'manual' });
  await answer.body?.cancel();
  if (answer.status >= 400) throw new Error(`HTTP ${answer.status}`);
}
