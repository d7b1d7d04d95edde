import { setMaxListeners } from 'node:events';
import { openSandbox, type SandboxPlace } from '../../place/sandbox-place.ts';
import type { ControllerProcess } from '../../place/controller-process.ts';
import { startStorage } from '../../sandbox/storage.ts';
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

async function measureAll(bench: Bench): Promise<void> {
  const { place, controller, signal } = bench;
  const few = await measure(bench, 100);
  const many = await measure(bench, 500);
  say(renderGrowth(few, many));
  await startTrivialProvisioner(place.consumer, 'liqoctl-storage', signal);
  for (let left = allClaims - few.count - many.count; left > 0; left -= batch) {
    await bindMany(place, { count: Math.min(left, batch), localClass: 'trivial', signal });
  }
  say(renderControllerMemory(await readFigures(controller, signal), allClaims));
}

async function main(): Promise<number> {
  const place = await openSandbox();
  const ending = new AbortController();
  // Every wait listens to it.
  setMaxListeners(0, ending.signal);
  try {
    // The sandbox's servers share one thread with all else in it: a lease that is lost to that would tell nothing of the controller.
    const controller = await startStorage(place.sandbox, place.consumer, '--lease-seconds', '120');
    const end = await Promise.race([measureAll({ place, controller, signal: ending.signal }), interrupted, controller.ended]);
    if (end !== undefined && end !== 'interrupted') throw new Error(`the controller does not run any more: ${end}`);
    await controller.stop();
    return end === undefined ? 0 : 130;
  } finally {
    ending.abort();
    await place.close();
  }
}

process.exitCode = await main();
