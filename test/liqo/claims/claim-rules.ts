import type { Claim } from '../../../src/kube/objects/kinds.ts';
import { isReflected, type Pair } from '../marks.ts';

/** What the virtual kubelet does about one claim name. */
export type ClaimDecision = 'nothing' | 'say-already-exists' | 'delete-remote' | 'unselect-node' | 'say-reflected' | 'provision';

export interface ClaimFacts {
  readonly pair: Pair;
  /** The claim of that name in the consumer, as far as the virtual kubelet has seen it. */
  readonly local: Claim | undefined;
  /** The claim of the same name in the provider. */
  readonly remote: Claim | undefined;
  /** Whether Liqo should make a volume for the local claim. */
  readonly wantsVolume: boolean;
  /** Whether this provider advertises any class. */
  readonly storageEnabled: boolean;
  /** Provider of the selected node, if that is a virtual one. */
  readonly selectedProvider: string | undefined;
}

/** The rules of the claim reflector (persistentvolumeclaim.go), strongest first. Claims are matched by name, never by uid. */
export function decideClaim(facts: ClaimFacts): ClaimDecision {
  const { local, remote, pair } = facts;
  if (remote !== undefined && !isReflected(remote.metadata.labels, pair)) return local === undefined ? 'nothing' : 'say-already-exists';
  if (local === undefined) return remote === undefined ? 'nothing' : 'delete-remote';
  if (!facts.wantsVolume) return 'nothing';
  // Asked before whose node it is: a provider without storage takes the node from a claim meant for another one.
  if (!facts.storageEnabled) return 'unselect-node';
  return facts.selectedProvider === pair.provider ? 'provision' : 'say-reflected';
}
