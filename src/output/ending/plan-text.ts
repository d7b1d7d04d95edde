import { escapeText } from '../../base/escape.ts';
import type { Home } from '../../volumes/home.ts';
import type { Refusal } from '../../move/model/outcome.ts';
import type { Plan } from '../../move/model/plan.ts';
import { formatBytes } from '../../base/quantity.ts';
import { formatHint } from './hint-text.ts';

/** What --dry-run shows: where the data goes, every name, and what stands in the way. */
export function renderPlan(plan: Plan, refusals: readonly Refusal[], flags: readonly string[]): string[] {
  const { request } = plan;
  const rows: [string, string][] = [
    ['move', `${plan.id}, attempt ${plan.attempt}`],
    ['source', homeText(plan.source)],
    ['target', homeText(plan.target)],
    ['volume', plan.volume],
    ['workspace', plan.workspace],
    ['offloaded to', plan.providers.length === 0 ? 'nobody' : plan.providers.join(', ')],
    ['at most', formatBytes(plan.capacityBytes)],
    ['verify', request.verify],
    ['guard', request.guard],
    ['movers', plan.movers],
    ...plan.notCarried.map((what): [string, string] => ['not carried', what]),
    ['images', Object.values(request.images).join(', ')],
    ...(request.removeFinishedPods === true ? [['finished pods', 'deleted, where they name the claim'] as [string, string]] : []),
    ['old copy', request.keepSource ? 'kept' : 'released at the end'],
  ];
  return [
    escapeText(`Plan for ${request.namespace}/${request.claim}; nothing was changed.`),
    ...rows.map(([name, value]) => `  ${name.padEnd(14)}${escapeText(value)}`),
    ...checkLines(refusals, flags),
  ];
}

function homeText(home: Home): string {
  const of = home.storageClass === undefined ? '' : ` of class ${home.storageClass}`;
  const claim = `claim ${home.namespace}/${home.claim}${of}`;
  switch (home.kind) {
    case 'local':
      return `this cluster${home.node === undefined ? '' : ` (node ${home.node})`}, ${claim}`;
    case 'remote':
      return `provider ${home.provider} (node ${home.node}), ${claim}`;
  }
}

function checkLines(refusals: readonly Refusal[], flags: readonly string[]): string[] {
  if (refusals.length === 0) return ['  checks        all passed'];
  return [
    `  checks        ${refusals.length} failed`,
    ...refusals.flatMap((refusal) => [
      `    ${escapeText(refusal.check)}: ${escapeText(refusal.message)}`,
      ...[...(refusal.seen ?? []), ...refusal.next.map((hint) => formatHint(hint, flags))].map((step) => `      ${escapeText(step)}`),
    ]),
  ];
}
