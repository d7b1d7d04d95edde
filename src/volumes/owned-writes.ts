import { failedWith } from '../kube/client/errors.ts';
import { patchExactly } from '../kube/client/exact-writes.ts';
import type { KubePort, RemoveOptions } from '../kube/client/port.ts';
import { keyOf } from '../kube/objects/identity.ts';
import { describeKeeper } from '../kube/objects/keeper.ts';
import type { Kind, Meta } from '../kube/objects/kinds.ts';
import type { Owner } from './owner.ts';
import { done, notYetWith, type Step } from './step.ts';

interface Named {
  metadata: Meta;
}

/**
 * Patches exactly the incarnation and version that was read, and only while no later holder has marked it: a holder that slept must not act on
 * what it remembers.
 */
export async function patchAsOwner<T extends Named>(
  owner: Owner,
  port: KubePort,
  { kind, object, patch }: { kind: Kind<T>; object: T; patch: { metadata?: object; [field: string]: unknown } },
): Promise<T> {
  owner.refuseStale(object);
  return patchExactly(port, { kind, object }, patch);
}

/** Deletes exactly the incarnation and version that was read; an absent object is success. */
export async function removeAsOwner<T extends Named>(
  owner: Owner,
  port: KubePort,
  { kind, object, options }: { kind: Kind<T>; object: T; options?: RemoveOptions },
): Promise<void> {
  owner.refuseStale(object);
  const { uid = '', resourceVersion = '' } = object.metadata;
  try {
    await port.remove(kind, keyOf(object), { uid, resourceVersion }, options);
  } catch (error) {
    if (!failedWith(error, 'notFound')) throw error;
  }
}

/** Deletes what was read, unless that is under way; done once that incarnation is gone. */
export async function ensureGone<T extends Named>(
  owner: Owner,
  port: KubePort,
  wanted: { kind: Kind<T>; object: T },
): Promise<Step<undefined>> {
  if (wanted.object.metadata.deletionTimestamp === undefined) await removeAsOwner(owner, port, wanted);
  return lookWhetherGone(port, wanted);
}

/** Done once this incarnation is gone; another one of the same name counts as gone. */
export async function lookWhetherGone<T extends Named>(
  port: KubePort,
  { kind, object }: { kind: Kind<T>; object: T },
): Promise<Step<undefined>> {
  const now = await port.find(kind, keyOf(object));
  if (now?.metadata.uid !== object.metadata.uid || now === undefined) return done(undefined);
  const detail = describeKeeper(now);
  const step = notYetWith(`${kind.kind} ${object.metadata.name} to be gone`, { port, kind, object: now });
  return { ...step, ...(detail !== undefined && { detail }) };
}
