import type { Node, Pod } from '../../../../src/kube/objects/kinds.ts';
import { matchesNodeTerms } from '../node-terms.ts';
import { isAssigned, isFinished } from '../states.ts';
import { planClaimsOn, type PodClaims, type Provision, sortClaims, type StorageFacts } from './pod-claims.ts';
import { findShortages, loadWith } from './resources.ts';
import { countAvoidedTaints, findUntoleratedTaint } from './taints.ts';

export interface ClusterFacts extends StorageFacts {
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  /** Nodes on which provisioners could not serve the pod's claims, each as often as that happened. */
  readonly givenBack?: readonly string[];
}

export type Placement =
  | { readonly node: Node; readonly provisions: readonly Provision[] }
  /** Why no node takes the pod, as FailedScheduling says it. */
  | { readonly refusal: string };

/** The node for a pod: of those that fit, the least loaded one. */
export function choosePlacement(pod: Pod, facts: ClusterFacts): Placement {
  const count = facts.nodes.length;
  const claims = sortClaims(pod, facts);
  if (count === 0) return { refusal: 'no nodes available to schedule pods' };
  if ('refusal' in claims) return { refusal: formatRefusal([claims.refusal], count) };
  const fits = facts.nodes.map((node) => ({ node, placed: placedOn(node, facts.pods), fit: fitsOn(node, { pod, claims, facts }) }));
  const best = fits
    .flatMap(({ node, placed, fit }) => ('provisions' in fit ? [{ node, placed, provisions: fit.provisions }] : []))
    .toSorted((left, right) => compare(left, right, { pod, givenBack: facts.givenBack ?? [] }))[0];
  if (best !== undefined) return { node: best.node, provisions: best.provisions };
  return { refusal: formatRefusal(countReasons(fits.flatMap(({ fit }) => ('reasons' in fit ? fit.reasons : []))), count) };
}

interface Question {
  readonly pod: Pod;
  readonly claims: PodClaims;
  readonly facts: ClusterFacts;
}

/** The filters in the scheduler's order; the first that refuses speaks. */
function fitsOn(node: Node, { pod, claims, facts }: Question): { reasons: string[] } | { provisions: Provision[] } {
  const taint = findUntoleratedTaint(pod, node);
  if (taint !== undefined) return { reasons: [`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`] };
  if (!isWantedNode(pod, node)) return { reasons: ["node(s) didn't match Pod's node affinity/selector"] };
  const shortages = findShortages(pod, node, placedOn(node, facts.pods));
  if (shortages.length > 0) return { reasons: shortages };
  if (isTakenExclusively(claims, facts.pods, pod)) {
    return { reasons: ['node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode'] };
  }
  return planClaimsOn(node, claims, facts);
}

/** Whether nodeSelector and required node affinity take the node. */
function isWantedNode(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  const selected = Object.entries(pod.spec?.nodeSelector ?? {}).every(([key, value]) => labels[key] === value);
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return selected && (required === undefined || matchesNodeTerms(required.nodeSelectorTerms, node));
}

function placedOn(node: Node, pods: readonly Pod[]): Pod[] {
  return pods.filter((pod) => pod.spec?.nodeName === node.metadata.name && !isFinished(pod));
}

function isTakenExclusively(claims: PodClaims, pods: readonly Pod[], pod: Pod): boolean {
  const exclusive = [...claims.bound, ...claims.deferred].filter(({ spec }) => spec?.accessModes?.includes('ReadWriteOncePod') === true);
  return exclusive.some(({ metadata }) =>
    pods.some(
      (other) =>
        other.metadata.namespace === pod.metadata.namespace &&
        isAssigned(other) &&
        !isFinished(other) &&
        (other.spec?.volumes ?? []).some((volume) => volume.persistentVolumeClaim?.claimName === metadata.name),
    ),
  );
}

interface Candidate {
  readonly node: Node;
  readonly placed: readonly Pod[];
}

/** Among equals the real scheduler draws lots, so that one that cannot provision is not chosen for ever; here it comes last. */
function compare(left: Candidate, right: Candidate, { pod, givenBack }: { pod: Pod; givenBack: readonly string[] }): number {
  const timesGivenBack = ({ node }: Candidate) => givenBack.filter((name) => name === node.metadata.name).length;
  return (
    countAvoidedTaints(pod, left.node) - countAvoidedTaints(pod, right.node) ||
    loadWith(pod, left.node, left.placed) - loadWith(pod, right.node, right.placed) ||
    timesGivenBack(left) - timesGivenBack(right) ||
    left.placed.length - right.placed.length ||
    left.node.metadata.name.localeCompare(right.node.metadata.name)
  );
}

function countReasons(reasons: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).toSorted();
}

function formatRefusal(reasons: readonly string[], nodes: number): string {
  const preemption = `preemption: 0/${nodes} nodes are available: ${nodes} Preemption is not helpful for scheduling.`;
  return `0/${nodes} nodes are available: ${reasons.join(', ')}. ${preemption}`;
}
