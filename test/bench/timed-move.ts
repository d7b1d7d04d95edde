import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { MoveReport } from '../../src/move/model/report.ts';
import type { App } from '../place/app.ts';
import type { Place } from '../place/place.ts';
import { time } from './timing.ts';

export interface TimedMove {
  /** From the start of the program to its end. */
  readonly seconds: number;
  readonly report: MoveReport;
  /** The most memory that the program has held. */
  readonly peakMib: number;
}

const bundle = new URL('../../bin/liqoctl.js', import.meta.url).pathname;

/** Moves the app's volume to the virtual node with the real program. Throws when it fails. */
export async function timeMove(place: Place, app: App, extra: readonly string[] = []): Promise<TimedMove> {
  const args = [
    'move',
    'volume',
    app.claim,
    '-n',
    app.namespace,
    '--target-node',
    place.virtualNode,
    '-o',
    'json',
    ...place.images.flags,
    ...extra,
  ];
  const { seconds, value } = await time(async () => {
    const child = execa(process.execPath, [bundle, ...args], { env: { KUBECONFIG: place.kubeconfigFile }, timeout: 900_000 });
    const peak = watchPeak(child.pid);
    const { stdout } = await child;
    return { stdout, peakMib: peak() };
  });
  const { outcome } = JSON.parse(value.stdout) as { outcome: { report: MoveReport } };
  return { seconds, report: outcome.report, peakMib: value.peakMib };
}

/** Reads a process's high-water mark until it ends; returns how to get the last one. */
function watchPeak(pid: number | undefined): () => number {
  let peak = 0;
  const look = async (): Promise<void> => {
    for (;;) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
      const kib = Number(/VmHWM:\s*(\d+)/.exec(status ?? '')?.[1]);
      // What is left of a process that has ended holds nothing.
      if (status === undefined || Number.isNaN(kib)) return;
      peak = kib / 1024;
      await sleep(100);
    }
  };
  void look();
  return () => peak;
}
