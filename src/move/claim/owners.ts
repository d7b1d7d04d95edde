import { type Claim, kinds, type OwnerReference, type StatefulSet } from '../../kube/objects/kinds.ts';
import { failedWith } from '../../kube/client/errors.ts';
import { patchExactly } from '../../kube/client/exact-writes.ts';
import { keyOf } from '../../kube/objects/identity.ts';
import type { Move } from '../model/move.ts';
import { moveLabels } from '../model/names.ts';

/** The claim's owners that live with the uid it names; a reference to a dead one would make the garbage collector delete the new claim. */
export async function findLivingOwners(move: Move, { metadata }: Claim): Promise<readonly OwnerReference[]> {
  const living: OwnerReference[] = [];
  for (const owner of metadata.ownerReferences ?? []) {
    const kind = await move.consumer.findKind(owner.apiVersion, owner.kind);
    if (kind === undefined) continue;
    const key =
      kind.namespaced && metadata.namespace !== undefined ? { name: owner.name, namespace: metadata.namespace } : { name: owner.name };
    const found = await move.consumer.find(kind, key);
    if (found?.metadata.uid === owner.uid) living.push(owner);
  }
  return living;
}

/** Wakes the StatefulSets that use the claim: one that was refused its pod may sit in a back-off of minutes. */
export async function touchOwners(move: Move): Promise<void> {
  const { namespace, claim } = move.journal.value.request;
  const sets = await move.consumer.list(kinds.statefulSet, { namespace });
  for (const set of sets.items.filter((candidate) => hasTemplateOf(candidate, claim))) {
    await touch(move, set);
  }
}

/** Set and taken away again: the change wakes the controller, nothing of it stays. A set that has changed since it was read woke it already. */
async function touch({ consumer }: Move, object: StatefulSet): Promise<void> {
  const change = (value: string | null) => ({ annotations: { [moveLabels.requestedAt]: value } });
  try {
    await patchExactly(consumer, { kind: kinds.statefulSet, object }, { metadata: change('touched') });
  } catch (error) {
    if (!failedWith(error, 'conflict')) throw error;
  }
  await consumer.mergePatch(kinds.statefulSet, keyOf(object), { metadata: { uid: object.metadata.uid, ...change(null) } });
}

/** Claims of a StatefulSet are named `<template>-<set>-<ordinal>`. */
export function hasTemplateOf({ metadata, spec }: StatefulSet, claim: string): boolean {
  return (
    spec?.volumeClaimTemplates?.some((template) => {
      const prefix = `${template.metadata?.name ?? ''}-${metadata.name}-`;
      return claim.startsWith(prefix) && /^\d+$/.test(claim.slice(prefix.length));
    }) ?? false
  );
}
