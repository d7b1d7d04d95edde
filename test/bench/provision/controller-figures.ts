import { readFile } from 'node:fs/promises';
import type { ControllerProcess } from '../../place/controller-process.ts';
import { until } from '../../support/until.ts';

/** What a controller has done and holds. */
export interface ControllerFigures {
  /** Calls of API servers by verb and resource, without those that keep the lease. */
  readonly calls: ReadonlyMap<string, number>;
  readonly residentMib: number;
  /** The most that it ever held. */
  readonly peakMib: number;
}

/** Reads the figures when no call has been made for a second and nothing waits for a worker. */
export async function readFigures({ address, pid }: ControllerProcess, signal: AbortSignal): Promise<ControllerFigures> {
  let before = -1;
  const settled = async () => {
    const { calls, waiting } = await readMetrics(address);
    const now = sumOf(calls);
    const same = now === before && waiting === 0;
    before = now;
    return same && calls;
  };
  const calls = await until(settled, { everyMilliseconds: 1000, seconds: 600, signal });
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string) => Number(new RegExp(`${name}:\\s*(\\d+)`).exec(status)?.[1]) / 1024;
  return { calls, residentMib: mib('VmRSS'), peakMib: mib('VmHWM') };
}

/** Calls between two sights. */
export function callsSince(before: ControllerFigures, after: ControllerFigures): Map<string, number> {
  const grown = [...after.calls].map(([what, count]) => [what, count - (before.calls.get(what) ?? 0)] as const);
  return new Map(grown.filter(([, count]) => count > 0));
}

export function sumOf(calls: ReadonlyMap<string, number>): number {
  return [...calls.values()].reduce((sum, count) => sum + count, 0);
}

async function readMetrics(address: string): Promise<{ calls: Map<string, number>; waiting: number }> {
  const text = await (await fetch(`${address}/metrics`)).text();
  const calls = new Map<string, number>();
  for (const [, verb, resource, count] of text.matchAll(/_api_calls_total\{.*?verb="(\w+)",resource="([\w/]+)".*?\} (\d+)/g)) {
    if (resource === 'leases') continue;
    const what = `${verb} ${resource}`;
    calls.set(what, (calls.get(what) ?? 0) + Number(count));
  }
  return { calls, waiting: Number(/_queue_depth (\d+)/.exec(text)?.[1]) };
}
