import { parseVolumeSide } from '../../liqo/volume-home.ts';
import { isVirtualNode } from '../../liqo/virtual-node.ts';
import type { CheckedFacts } from './questions/answers.ts';
import { judgeAutoscalers } from './scaling/autoscalers.ts';
import { planScaling } from './scaling/plan-scaling.ts';
import { whyCold } from './scaling/plan-warm.ts';
import { longestLabel } from '../../volumes/real-claim.ts';

/** What is worth saying before a move and is no reason to refuse it. */
export function warningsOn(facts: CheckedFacts): readonly string[] {
  return [...longName(facts), ...uncompared(facts), ...unanswered(facts), ...autoscaled(facts), ...cold(facts)];
}

/** Liqo itself cannot provision such a claim locally; the label only helps people. */
function longName({ claim, node, volume }: CheckedFacts): readonly string[] {
  const name = claim?.metadata.name ?? '';
  const source = volume && parseVolumeSide(volume)?.side;
  const local = node !== undefined && !isVirtualNode(node);
  if (name.length <= longestLabel || (!local && source !== 'local')) return [];
  return [`the claim's name is longer than a label may be (${longestLabel}): the real claim in this cluster does not carry it`];
}

/** restic takes what a user may not set for granted, and says nothing. */
function uncompared({ request: { verify, rights } }: CheckedFacts): readonly string[] {
  if (rights?.kind !== 'user' || verify === 'full') return [];
  return [`with --verify=${verify}, metadata that UID ${rights.uid} cannot set is lost without a report`];
}

function unanswered({ dryRuns }: CheckedFacts): readonly string[] {
  const unknown = dryRuns.filter(({ answer }) => answer === 'unknown');
  return [
    ...new Set(unknown.map(({ namespace, words }) => `not everything could be tried in namespace ${namespace} beforehand: ${words}`)),
  ];
}

function cold(facts: CheckedFacts): readonly string[] {
  const why = whyCold(facts);
  return why === undefined ? [] : [`--warm changes nothing: ${why}`];
}

function autoscaled(facts: CheckedFacts): readonly string[] {
  return planScaling(facts).flatMap(({ owner }) => judgeAutoscalers(facts.workloads, owner).remarks);
}
