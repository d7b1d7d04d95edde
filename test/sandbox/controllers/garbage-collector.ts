import type { Kind, OwnerReference } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { attemptAll } from './attempt-all.ts';
import { type Context, type ControllerKind, on } from './controller.ts';
import { isTerminating, keyOf, patchObject, removeFinalizer, removeObject, type Stored } from './objects.ts';
import { findServedKind, servedKinds } from './served-kinds.ts';

const foreground = 'foregroundDeletion';
const orphan = 'orphan';
const everything = 'everything';
const collectedKinds = servedKinds.filter(({ plural }) => plural !== 'events');

/** Deletes what no owner is left for, and takes owners away in the order that they were deleted with. */
export const garbageCollector: ControllerKind = {
  user: 'system:serviceaccount:kube-system:generic-garbage-collector',
  component: 'garbage-collector-controller',
  start: (context) => ({
    triggers: collectedKinds.map((kind) => on(kind, (object, change) => (concerns(object, change) ? [everything] : []))),
    reconcile: () => collect(context),
  }),
};

/** Heartbeats and the like change neither owners nor dependents. */
function concerns(object: Stored, change: string): boolean {
  const { ownerReferences = [] } = object.metadata;
  return change === 'DELETED' || isTerminating(object) || ownerReferences.length > 0;
}

interface Item {
  readonly kind: Kind<Stored>;
  readonly object: Stored;
}

/** One look at all that is known; what seems to be due is judged by what the server says now. */
async function collect(context: Context): Promise<void> {
  const items = collectedKinds.flatMap((kind) =>
    context
      .cached(kind)
      .items()
      .map((object): Item => ({ kind, object })),
  );
  const known = new Map(items.map(({ object }) => [object.metadata.uid, object]));
  const isDoubtful = ({ object }: Item) =>
    object.metadata.ownerReferences?.some(({ uid }) => known.get(uid) === undefined || hasFinalizer(known.get(uid), foreground)) === true;
  const due = items.filter((item) => hasFinalizer(item.object, orphan) || hasFinalizer(item.object, foreground) || isDoubtful(item));
  await attemptAll(due, async (item) => {
    if (hasFinalizer(item.object, orphan)) await releaseDependents(context.port, item, items);
    else if (hasFinalizer(item.object, foreground)) await concludeForeground(context.port, item, items);
    if (isDoubtful(item)) await judge(context.port, item);
  });
}

function hasFinalizer(object: Stored | undefined, finalizer: string): boolean {
  return object !== undefined && isTerminating(object) && object.metadata.finalizers?.includes(finalizer) === true;
}

function dependentsOf(owner: Stored, items: readonly Item[]): Item[] {
  return items.filter(({ object }) => object.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) === true);
}

async function releaseDependents(port: KubePort, { kind, object }: Item, items: readonly Item[]): Promise<void> {
  for (const dependent of dependentsOf(object, items)) {
    const now = await port.find(dependent.kind, keyOf(dependent.object));
    const rest = now?.metadata.ownerReferences?.filter(({ uid }) => uid !== object.metadata.uid);
    if (now !== undefined) await patchObject(port, dependent.kind, now, { metadata: { ownerReferences: rest } });
  }
  await dropFinalizer(port, { kind, object }, orphan);
}

/** The owner goes when no dependent that blocks it is left. */
async function concludeForeground(port: KubePort, { kind, object }: Item, items: readonly Item[]): Promise<void> {
  const blocks = ({ uid, blockOwnerDeletion }: OwnerReference) => uid === object.metadata.uid && blockOwnerDeletion === true;
  for (const dependent of dependentsOf(object, items)) {
    const now = await port.find(dependent.kind, keyOf(dependent.object));
    if (now?.metadata.ownerReferences?.some(blocks) === true) return;
  }
  await dropFinalizer(port, { kind, object }, foreground);
}

async function dropFinalizer(port: KubePort, { kind, object }: Item, finalizer: string): Promise<void> {
  const now = await port.find(kind, keyOf(object));
  if (now !== undefined && now.metadata.uid === object.metadata.uid) await removeFinalizer(port, kind, now, finalizer);
}

type OwnerState = 'solid' | 'absent' | 'waiting';

/** Deletes the object if no owner stays; otherwise takes the owners off that are gone. */
async function judge(port: KubePort, { kind, object }: Item): Promise<void> {
  const now = await port.find(kind, keyOf(object));
  if (now === undefined || now.metadata.uid !== object.metadata.uid || isTerminating(now)) return;
  const references = now.metadata.ownerReferences ?? [];
  const states = await Promise.all(references.map((reference) => readOwner(port, now, reference)));
  const solid = references.filter((_, index) => states[index] === 'solid');
  if (solid.length === references.length) return;
  if (solid.length > 0) {
    await patchObject(port, kind, now, { metadata: { ownerReferences: solid } });
    return;
  }
  await removeObject(port, kind, now, { propagation: states.includes('waiting') ? 'Foreground' : 'Background' });
}

/** An owner of a kind that is not served here, or in a namespace while the dependent has none, cannot be judged. */
async function readOwner(port: KubePort, dependent: Stored, reference: OwnerReference): Promise<OwnerState> {
  const kind = findServedKind(reference.apiVersion, reference.kind);
  const { namespace } = dependent.metadata;
  if (kind === undefined || (kind.namespaced && namespace === undefined)) return 'solid';
  const key = kind.namespaced && namespace !== undefined ? { name: reference.name, namespace } : { name: reference.name };
  const owner = await port.find(kind, key);
  if (owner === undefined || owner.metadata.uid !== reference.uid) return 'absent';
  return hasFinalizer(owner, foreground) ? 'waiting' : 'solid';
}
