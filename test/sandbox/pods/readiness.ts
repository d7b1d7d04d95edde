import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import type { ContainerProcess } from './container-process.ts';
import type { PodRun } from './pod-run.ts';
import type { Container, Probe } from './pod-types.ts';
import { sleepUnless } from './sleep.ts';
import { substitutePaths } from './substitution.ts';

const run = promisify(execFile);

export interface ProbedContainer {
  readonly run: PodRun;
  readonly container: Container;
  readonly process: ContainerProcess;
}

/** Milliseconds between two probes, whatever the probe says: tests wait for the answer, not for the period. */
const probeEvery = 150;

/** Tells whether a container is ready until `over`; one without a probe is ready at once. */
export async function watchReadiness(probed: ProbedContainer, over: AbortSignal, tell: (ready: boolean) => void): Promise<void> {
  const probe = probed.container.readinessProbe;
  if (probe === undefined) return tell(true);
  while (!over.aborted) {
    tell(await isReady(probed, probe, over));
    await sleepUnless(over, probeEvery);
  }
}

async function isReady(probed: ProbedContainer, probe: Probe, over: AbortSignal): Promise<boolean> {
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

function addressOf({ run: { address }, container }: ProbedContainer, target: { host?: string; port: unknown }): Address {
  const named = container.ports?.find(({ name }) => name === target.port)?.containerPort;
  return { host: target.host ?? address?.ip ?? '', port: named ?? Number(target.port) };
}

async function runInside(probed: ProbedContainer, command: readonly string[], timeout: number): Promise<void> {
  const { isolation } = probed.run.context;
  const environment = probed.run.handles.get(probed.container.name)?.environment ?? {};
  if (isolation === 'none') {
    const mounts = (probed.container.volumeMounts ?? []).map(({ mountPath, name }) => ({
      inside: mountPath,
      host: probed.run.volumes.get(name)?.path ?? mountPath,
    }));
    const [file = '', ...args] = command.map((word) => substitutePaths(word, mounts));
    await run(file, args, { env: environment, timeout, killSignal: 'SIGKILL' });
    return;
  }
  const user = isolation === 'user' ? ['--user', '--preserve-credentials'] : [];
  await run('/usr/bin/nsenter', ['--target', `${probed.process.pid}`, ...user, '--mount', '--pid', '--root', '--wd', '--', ...command], {
    env: environment,
    timeout,
    killSignal: 'SIGKILL',
  });
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
