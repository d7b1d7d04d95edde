import { setTimeout as sleep } from 'node:timers/promises';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { type App, createApp } from '../place/app.ts';
import type { Place } from '../place/place.ts';
import { renderSet } from '../place/stateful-set.ts';
import { until } from '../place/waiting.ts';
import { timeMove } from './timed-move.ts';

/** Sizes of the volume in MiB, where none are asked for. */
export const usualSizes = [200, 1024] as const;

/** What was written right before a pass is read again by the next one: the data has to be older than that (known.py). */
const agedMilliseconds = 75_000;

/** How long the application is down for a cold and for a warm move of a volume of which 1 % is written anew each minute, as a line. */
export async function measureDowntime(place: Place, mebibytes: number): Promise<string> {
  const cold = await downtimeOf(place, mebibytes, ['--scale']);
  const warm = await downtimeOf(place, mebibytes, ['--scale', '--warm']);
  return `${mebibytes} MiB: down for ${cold.toFixed(1)} s cold, ${warm.toFixed(1)} s warm, ratio ${(cold / warm).toFixed(2)}`;
}

async function downtimeOf(place: Place, mebibytes: number, flags: readonly string[]): Promise<number> {
  const fill = `import os\nfor number in range(${mebibytes}): open(f'/data/{number}', 'wb').write(os.urandom(1 << 20))`;
  const app = await createApp(place, { claim: 'data-db-0', node: place.localNodes[0], fill, language: 'python' });
  await sleep(agedMilliseconds);
  await startWriter(place, app, mebibytes);
  const { report } = await timeMove(place, app, flags);
  return (report.downtimeMilliseconds ?? Number.NaN) / 1000;
}

async function startWriter(place: Place, { namespace }: App, mebibytes: number): Promise<void> {
  const writer = `
import os, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
number = 0
while True:
    number = (number + 1) % ${mebibytes}
    with open(f'/data/{number}', 'r+b') as file:
        file.write(os.urandom(1 << 20))
        os.fsync(file.fileno())
    time.sleep(${(6000 / mebibytes).toFixed(2)})
`;
  const set = renderSet(place, { namespace, replicas: 1, image: place.images.python, command: ['python3', '-c', writer] });
  await place.consumer.create(kinds.statefulSet, set);
  const key = { namespace, name: 'db-0' };
  await until(place.consumer, { kind: kinds.pod, key }, (pod) => pod?.status?.phase === 'Running');
}
