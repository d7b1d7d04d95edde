import { plural } from '../../base/counts.ts';
import { escapeText } from '../../base/escape.ts';
import { formatBytes } from '../../base/quantity.ts';
import type { Plan } from '../../move/model/plan.ts';
import type { MoveRecord } from '../../move/record/record.ts';
import { formatDuration } from '../durations.ts';
import { applicationTexts, sourceText } from './plan-text.ts';
import { totalTime } from './result.ts';

interface Way {
  readonly from: string;
  readonly to: string;
  /** The claim's last move, whose times are the only ones that were measured. */
  readonly last: MoveRecord | undefined;
}

/** What is asked about before a move begins. */
export function summarizePlan(plan: Plan, { from, to, last }: Way): string[] {
  const { request, capacityBytes } = plan;
  const size = `at most ${formatBytes(capacityBytes)}`;
  const measured = last?.outcome === 'moved' ? last : undefined;
  const rows: [string, string][] = [
    ['size', measured === undefined ? size : `${size}; ${formatBytes(measured.bytes)}, ${plural(measured.files, 'file')} at its last move`],
    ...(measured === undefined ? [] : [['time', estimateOf(measured)] as [string, string]]),
    ['stops', `no pod can use the claim ${plan.warm === undefined ? 'until the move ends' : 'while the last difference is copied'}`],
    ...applicationTexts(plan).map((text): [string, string] => ['', text]),
    ['source volume', sourceText(plan)],
  ];
  return [
    escapeText(`Claim ${request.namespace}/${request.claim} from ${from} to ${to}:`),
    ...rows.map(([name, value]) => `  ${name.padEnd(15)}${escapeText(value)}`),
  ];
}

function estimateOf(record: MoveRecord): string {
  const { lockedMilliseconds } = record;
  // A move that stood still for a while between two runs was down for longer than its phases took.
  const locked = lockedMilliseconds === undefined ? '' : `, downtime ${formatDuration(lockedMilliseconds, 'whole')}`;
  return `${formatDuration(totalTime(record), 'whole')}${locked} at its last move`;
}
