import { escapeText } from '../../base/escape.ts';
import type { Home } from '../../volumes/home.ts';
import type { Refusal } from '../../move/model/outcome.ts';
import type { Plan } from '../../move/model/plan.ts';
import { formatBytes } from '../../base/quantity.ts';
import { type Again, formatHint } from './hint-text.ts';

/** What --dry-run shows: where the data goes, every name, and what stands in the way. */
export function renderPlan(plan: Plan, refusals: readonly Refusal[], again: Again): string[] {
  const { request } = plan;
  const rows: [string, string][] = [
    ['move', plan.id],
    ['source', homeText(plan.source)],
    ['target', homeText(plan.target)],
    ['new volume', plan.volume],
    ['temporary namespace', plan.workspace],
    ['offloaded to', plan.providers.length === 0 ? 'none' : plan.providers.join(', ')],
    ['claim size', formatBytes(plan.capacityBytes)],
    ['verify', request.verify],
    ['guard', request.guard],
    ...linkTexts(plan).map((text): [string, string] => ['link', text]),
    ['movers', `run as ${plan.movers}`],
    ...plan.notCarried.map((what): [string, string] => ['not copied', what]),
    ...Object.values(request.images).map((image): [string, string] => ['image', image]),
    ...(request.removeFinishedPods === true ? [['finished pods', 'deleted, where they reference the claim'] as [string, string]] : []),
    ...applicationTexts(plan).map((text): [string, string] => ['application', text]),
    ['source volume', sourceText(plan)],
  ];
  return [
    escapeText(`Plan for ${request.namespace}/${request.claim}; nothing was changed.`),
    ...rows.map(([name, value]) => `  ${name.padEnd(21)}${escapeText(value)}`),
    ...checkLines(refusals, again),
  ];
}

/** What was said of it; without a word the movers decide. */
function linkTexts({ request: { compression = 'auto', limitRate } }: Plan): readonly string[] {
  return [
    ...(compression === 'auto' ? [] : [`compression ${compression}`]),
    ...(limitRate === undefined ? [] : [`at most ${formatBytes(limitRate)}/s for each mover`]),
  ];
}

/** A line for each owner that is scaled, and for the copy beside them. */
export function applicationTexts({ scaled = [], warm }: Plan): readonly string[] {
  const scaling = scaled.map(
    ({ kind, name, replicas, scaledTo }) => `${kind} ${name} scaled from ${replicas} to ${scaledTo} for the move, then back`,
  );
  if (warm === undefined) return scaling;
  return ['copied beside it until little is left', ...(scaled.length > 0 ? scaling : ['to be stopped by you, when the move says so'])];
}

/** What becomes of the old copy. */
export function sourceText({ request }: Plan): string {
  return request.keepSource ? 'kept after cutover' : 'deleted after cutover';
}

function homeText(home: Home): string {
  const of = home.storageClass === undefined ? '' : ` of class ${home.storageClass}`;
  const claim = `claim ${home.namespace}/${home.claim}${of}`;
  switch (home.kind) {
    case 'local':
      return `${home.node === undefined ? 'this cluster' : `node ${home.node}`}, ${claim}`;
    case 'remote':
      return `provider ${home.provider} (node ${home.node}), ${claim}`;
  }
}

function checkLines(refusals: readonly Refusal[], again: Again): string[] {
  if (refusals.length === 0) return ['  checks               all passed'];
  return [
    `  checks               ${refusals.length} failed`,
    ...refusals.flatMap((refusal) => [
      `    ${escapeText(refusal.check)}: ${escapeText(refusal.message)}`,
      ...[...(refusal.seen ?? []), ...refusal.next.map((hint) => formatHint(hint, again))].map((step) => `      ${escapeText(step)}`),
    ]),
  ];
}
