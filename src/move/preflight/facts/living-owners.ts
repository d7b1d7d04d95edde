import { controllerIn } from '../../../kube/objects/identity.ts';
import { type Claim, type Kind, kinds, type Meta, type OwnerReference, type Pod, type StatefulSet } from '../../../kube/objects/kinds.ts';
import type { KubePort } from '../../../kube/client/port.ts';
import { namesClaim } from '../../claim/live-claim.ts';
import { hasTemplateOf } from '../../claim/owners.ts';

/** An owner that lives: its name comes from the cluster, not from the reference, which anybody may have written. */
export interface PodOwner {
  readonly kind: string;
  readonly name: string;
}

/** A pod that names the claim, and who would make it again. */
export interface Mounter {
  readonly pod: Pod;
  /** From the nearest to the last: ReplicaSet, Deployment. */
  readonly owners: readonly PodOwner[];
}

/** Longest chain of owners that is followed. */
const longestChain = 4;

type Owned = { metadata: Meta };

export async function readMounters(port: KubePort, claim: { namespace: string; name: string }): Promise<readonly Mounter[]> {
  const pods = await port.list(kinds.pod, { namespace: claim.namespace });
  const naming = pods.items.filter((pod) => namesClaim(pod, claim.name));
  return Promise.all(naming.map(async (pod) => ({ pod, owners: await readOwners(port, pod) })));
}

async function readOwners(port: KubePort, pod: Pod): Promise<readonly PodOwner[]> {
  const owners: PodOwner[] = [];
  let below: Owned | undefined = pod;
  while (below !== undefined && owners.length < longestChain) {
    const found: { kind: string; object: Owned } | undefined = await findController(port, below);
    if (found !== undefined) owners.push({ kind: found.kind, name: found.object.metadata.name });
    below = found?.object;
  }
  return owners;
}

async function findController(port: KubePort, { metadata }: Owned): Promise<{ kind: string; object: Owned } | undefined> {
  const reference = controllerIn({ metadata });
  const kind = reference && (await port.findKind(reference.apiVersion, reference.kind));
  if (reference === undefined || kind === undefined) return undefined;
  const { namespace = '' } = metadata;
  const object = await port.find(kind, kind.namespaced ? { name: reference.name, namespace } : { name: reference.name });
  return object?.metadata.uid === reference.uid ? { kind: kind.kind, object } : undefined;
}

/** Sets whose template makes a claim of that name. */
export async function readTemplateSets(
  port: KubePort,
  { namespace, name }: { namespace: string; name: string },
): Promise<readonly StatefulSet[]> {
  const sets = await port.list(kinds.statefulSet, { namespace });
  return sets.items.filter((set) => hasTemplateOf(set, name));
}

/** How the claim's owners are addressed, where the cluster serves their kinds: they are looked at again when the claim is created again. */
export async function readOwnerKinds(port: KubePort, claim: Claim | undefined): Promise<readonly Kind<Owned>[]> {
  const references: readonly OwnerReference[] = claim?.metadata.ownerReferences ?? [];
  const found = await Promise.all(references.map(({ apiVersion, kind }) => port.findKind(apiVersion, kind)));
  return found.filter((kind) => kind !== undefined);
}
