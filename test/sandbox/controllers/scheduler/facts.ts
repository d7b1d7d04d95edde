import { type Claim, kinds, type Pod, type Volume } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { isTerminating } from '../objects.ts';
import type { ClusterFacts } from './placement.ts';

/** What the scheduler itself has written. */
export type Changed = readonly (Pod | Claim | Volume)[];

/** The facts with objects as they are now: to read all of them again for every pod takes a time that grows with the square of their number. */
export function factsAfter(facts: ClusterFacts, changed: Changed): ClusterFacts {
  if (changed.length === 0) return facts;
  const byUid = new Map<string | undefined, Changed[number]>(changed.map((object) => [object.metadata.uid, object]));
  const renew = <T extends Changed[number]>(objects: readonly T[]) =>
    objects.map((object) => (byUid.get(object.metadata.uid) as T | undefined) ?? object);
  return { ...facts, pods: renew(facts.pods), claims: renew(facts.claims), volumes: renew(facts.volumes) };
}

/** What a round of scheduling starts from. */
export async function readClusterFacts(port: KubePort): Promise<ClusterFacts> {
  const [nodes, pods, claims, volumes, storageClasses] = await Promise.all([
    port.list(kinds.node),
    port.list(kinds.pod),
    port.list(kinds.claim),
    port.list(kinds.volume),
    port.list(kinds.storageClass),
  ]);
  return {
    nodes: nodes.items.filter((node) => !isTerminating(node)),
    pods: pods.items,
    claims: claims.items,
    volumes: volumes.items,
    storageClasses: storageClasses.items,
  };
}
