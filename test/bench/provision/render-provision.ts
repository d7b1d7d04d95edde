import { type ControllerFigures, sumOf } from './controller-figures.ts';

/** Claims that were created at once. */
export interface ProvisionRow {
  readonly count: number;
  readonly seconds: number;
  readonly calls: ReadonlyMap<string, number>;
}

/** Calls of API servers for one claim, how much that number may grow with the number of claims, and the memory for 5,000 of them. */
const goal = { callsEach: 12, growth: 1.1, mib: 150 };

export function renderProvisionRow({ count, seconds, calls }: ProvisionRow): string {
  const each = sumOf(calls) / count;
  const parts = [...calls].toSorted(([, a], [, b]) => b - a).filter(([, calls]) => calls / count >= 0.05);
  return [
    `${count} claims at once: all Bound after ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(0)} a second`,
    `  goal      ${verdict(each <= goal.callsEach)}: ${each.toFixed(1)} calls a claim, at most ${goal.callsEach}`,
    `  calls     ${parts.map(([what, calls]) => `${what} ${(calls / count).toFixed(1)}`).join(', ')}`,
  ].join('\n');
}

/** Whether many claims cost more each than few. Events are apart: how often it is told that a claim waits depends on how fast the machine is. */
export function renderGrowth(few: ProvisionRow, many: ProvisionRow): string {
  const ratio = (of: typeof sumOf) => of(many.calls) / many.count / (of(few.calls) / few.count);
  const [needed, all] = [ratio(sumWithoutEvents), ratio(sumOf)];
  return [
    `calls a claim, ${many.count} / ${few.count}: ${needed.toFixed(2)} without events, ${all.toFixed(2)} with them`,
    `  goal      ${verdict(needed <= goal.growth)} without events, ${verdict(all <= goal.growth)} with them: at most ${goal.growth}`,
  ].join('\n');
}

function sumWithoutEvents(calls: ProvisionRow['calls']): number {
  return sumOf(new Map([...calls].filter(([what]) => !what.endsWith(' events'))));
}

export function renderControllerMemory(what: string, { residentMib, peakMib }: ControllerFigures, claims: number): string {
  return [
    `memory of a controller that ${what} ${claims} claims: ${residentMib.toFixed(0)} MiB, at most ${peakMib.toFixed(0)} MiB`,
    `  goal      ${verdict(residentMib < goal.mib)}: less than ${goal.mib} MiB`,
  ].join('\n');
}

function verdict(met: boolean): string {
  return met ? 'met' : 'MISSED';
}
