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

/** For the memory. */
const allClaims = 5000;

async function measure(place: SandboxPlace, controller: ControllerProcess, count: number, localClass?: string): Promise<ProvisionRow> {
  const before = await readFigures(controller);
  const seconds = await bindMany(place, count, localClass);
  const row = { count, seconds, calls: callsSince(before, await readFigures(controller)) };
  say(renderProvisionRow(row));
  return row;
}

async function measureAll(place: SandboxPlace, controller: ControllerProcess, signal: AbortSignal): Promise<void> {
  const few = await measure(place, controller, 100);
  const many = await measure(place, controller, 500);
  say(renderGrowth(few, many));
  await startTrivialProvisioner(place.consumer, 'liqoctl-storage', signal);
  await measure(place, controller, allClaims - few.count - many.count, 'trivial');
  say(renderControllerMemory(await readFigures(controller), allClaims));
}

async function main(): Promise<number> {
  const place = await openSandbox();
  const ending = new AbortController();
  try {
    const controller = await startStorage(place.sandbox, place.consumer);
    const end = await Promise.race([measureAll(place, controller, ending.signal), interrupted]);
    await controller.stop();
    return end === 'interrupted' ? 130 : 0;
  } finally {
    ending.abort();
    await place.close();
  }
}

process.exitCode = await main();
