import { join } from 'node:path';
import { type App, createApp } from '../place/app.ts';
import { openPlace } from '../place/open-place.ts';
import type { Place } from '../place/place.ts';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { timeByHand } from './by-hand.ts';
import { measureDowntime, usualSizes } from './downtime.ts';
import { measureFixed } from './fixed.ts';
import { type DataSet, dataSets, fillMany } from './data-sets.ts';
import { measureLink } from './link.ts';
import { renderMemory, renderRow, type Row } from './render.ts';
import { timeMove } from './timed-move.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function measure(place: SandboxPlace, set: DataSet): Promise<Row> {
  const { app, folder } = await fill(place, set.fill);
  const byHand = await timeByHand(folder);
  const move = await timeMove(place, app);
  const other = await fill(place, set.fill);
  const unverified = await timeMove(place, other.app, ['--verify', 'none']);
  return { set, byHand, move, unverified };
}

/** Makes a claim with these files; its real volume is the folder that was not there before. */
async function fill(place: SandboxPlace, script: string): Promise<{ app: App; folder: string }> {
  const list = async () => (await place.volumeFolders?.()) ?? [];
  const before = await list();
  const app = await createApp(place, { node: place.localNodes[0], fill: script, language: 'python' });
  const folder = (await list()).find((path) => !before.includes(path));
  if (folder === undefined) throw new Error('no folder of the volume was found');
  return { app, folder: join(place.sandbox.consumer.volumesFolder, folder) };
}

async function measureMemory(place: SandboxPlace): Promise<string> {
  const counts = [2_000, 100_000];
  const peaks: number[] = [];
  for (const files of counts) {
    const { app } = await fill(place, fillMany(files));
    peaks.push((await timeMove(place, app)).peakMib);
  }
  return renderMemory(peaks, counts);
}

const interrupted = new Promise<'interrupted'>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve('interrupted'));
});

/** Names of sets may be given; all of them when none is. `link`, which needs no clusters, and `fixed` are measured alone. */
async function main(wanted: readonly string[]): Promise<number> {
  const [first, size = '1024'] = wanted;
  if (first === 'link') return measureLink(Number(size), say).then(() => 0);
  if (first === 'fixed') return within(await openPlace({ cheapKeys: false }), (place) => measureFixed(place, say));
  return within(await openSandbox({ cheapKeys: false }), (place) => measureAll(place, wanted));
}

async function within<P extends Place>(place: P, measure: (place: P) => Promise<void>): Promise<number> {
  try {
    return (await Promise.race([measure(place), interrupted])) === 'interrupted' ? 130 : 0;
  } finally {
    await place.close();
  }
}

/** `downtime` alone, since it takes longer than all else; behind it sizes in MiB. */
async function measureDowntimes(place: SandboxPlace, sizes: readonly number[]): Promise<void> {
  for (const size of sizes.length > 0 ? sizes : usualSizes) say(await measureDowntime(place, size));
}

async function measureAll(place: SandboxPlace, wanted: readonly string[]): Promise<void> {
  if (wanted[0] === 'downtime') return measureDowntimes(place, wanted.slice(1).map(Number));
  for (const set of dataSets.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)))) {
    say(renderRow(await measure(place, set)));
  }
  if (wanted.length === 0 || wanted.includes('memory')) say(await measureMemory(place));
}

process.exitCode = await main(process.argv.slice(2));
