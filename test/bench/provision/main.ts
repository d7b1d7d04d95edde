import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openSandbox, type SandboxPlace } from '../../place/sandbox-place.ts';
import type { ControllerProcess } from '../../place/controller-process.ts';
import { startStorage } from '../../sandbox/storage.ts';
import { startBareCluster } from './bare-cluster.ts';
import { bindMany } from './bind-many.ts';
import { callsSince, readFigures } from './controller-figures.ts';
import { type ProvisionRow, renderControllerMemory, renderGrowth, renderProvisionRow } from './render-provision.ts';
import { startTrivialProvisioner } from './trivial-provisioner.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const interrupted = new Promise<'interrupted'>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve('interrupted'));
});

/** For the memory: so many in all, so many at once. */
const [allClaims, batch] = [5000, 400];

interface Bench {
  readonly place: SandboxPlace;
  readonly controller: ControllerProcess;
  readonly signal: AbortSignal;
}

async function measure({ place, controller, signal }: Bench, count: number): Promise<ProvisionRow> {
  const before = await readFigures(controller, signal);
  const seconds = await bindMany(place, { count, signal });
  const row = { count, seconds, calls: callsSince(before, await readFigures(controller, signal)) };
  say(renderProvisionRow(row));
  return row;
}

/** The sandbox's servers share one thread with all else in it: a lease that is lost to that would tell nothing of the controller. */
const steady = ['--lease-seconds', '120'];

/** Does the work, unless the controller ends before. */
async function during<T>({ ended }: ControllerProcess, work: Promise<T>): Promise<T> {
  const failed = ended.then((end) => Promise.reject(new Error(`the controller does not run any more: ${end}`)));
  return Promise.race([work, failed]);
}

/** What binding costs, in a whole sandbox. */
async function measureCalls(signal: AbortSignal): Promise<void> {
  const place = await openSandbox();
  try {
    const { folder, consumer } = place.sandbox;
    const controller = await startStorage({ folder, kubeconfig: consumer.kubeconfig }, place.consumer, ...steady);
    const few = await during(controller, measure({ place, controller, signal }, 100));
    const many = await during(controller, measure({ place, controller, signal }, 500));
    say(renderGrowth(few, many));
    await controller.stop();
  } finally {
    await place.close();
  }
}

/** What the controller holds when it has bound so many, and when it is started where they are. */
async function measureMemory(signal: AbortSignal): Promise<void> {
  const cluster = await startBareCluster(signal);
  try {
    const { consumer } = cluster;
    const first = await startStorage(cluster, consumer, ...steady);
    await startTrivialProvisioner(consumer, 'liqoctl-storage', signal);
    for (let left = allClaims; left > 0; left -= batch)
      await bindMany(cluster, { count: Math.min(left, batch), localClass: 'trivial', signal });
    say(renderControllerMemory('has bound', await readFigures(first, signal), allClaims));
    await first.stop();
    // With a log of its own: the first one's says that it leads.
    const folder = join(cluster.folder, 'again');
    await mkdir(folder);
    const second = await startStorage({ ...cluster, folder }, consumer, ...steady);
    say(renderControllerMemory('is started with', await readFigures(second, signal), allClaims));
    await second.stop();
  } finally {
    await cluster.close();
  }
}

async function measureAll(parts: readonly string[], signal: AbortSignal): Promise<void> {
  if (parts.length === 0 || parts.includes('calls')) await measureCalls(signal);
  if (parts.length === 0 || parts.includes('memory')) await measureMemory(signal);
}

/** `calls` or `memory` may be given; both when none is. */
async function main(parts: readonly string[]): Promise<number> {
  const ending = new AbortController();
  // Every wait listens to it.
  setMaxListeners(0, ending.signal);
  const measured = measureAll(parts, ending.signal);
  const end = await Promise.race([measured, interrupted]);
  ending.abort();
  if (end !== 'interrupted') return 0;
  await measured.catch(() => undefined);
  return 130;
}

process.exitCode = await main(process.argv.slice(2));
