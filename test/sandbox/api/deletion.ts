import type { DeleteOptions } from './call.ts';
import type { ResourceKind } from './kinds.ts';
import { type ApiObject, valueAt } from './object.ts';
import { conflict } from './status.ts';
import { timestamp } from '../../support/timestamp.ts';

/** What a DELETE does: nothing more, mark the object, or remove it. */
export type Fate = { readonly act: 'nothing' } | { readonly act: 'remove' } | { readonly act: 'mark'; readonly marked: ApiObject };

/** The preconditions of a delete, in the words of Kubernetes. Throws 409. */
export function checkPreconditions(kind: ResourceKind, object: ApiObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { name, uid: foundUid, resourceVersion: foundVersion } = object.metadata;
  if (uid !== undefined && uid !== foundUid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${foundUid}).`;
    throw conflict(kind, name, `${why} The object might have been deleted and then recreated`);
  }
  if (resourceVersion !== undefined && resourceVersion !== foundVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${foundVersion}).`;
    throw conflict(kind, name, `${why} The object might have been modified`);
  }
}

/** Decides between removal and a deletion mark: grace periods of pods, finalizers, propagation. */
export function planDeletion(kind: ResourceKind, object: ApiObject, options: DeleteOptions & { readonly at: Date }): Fate {
  const grace = kind.plural === 'pods' ? podGrace(object, options) : 0;
  const pending = object.metadata.deletionTimestamp !== undefined;
  const left = object.metadata.deletionGracePeriodSeconds;
  if (pending && left !== undefined && (options.gracePeriodSeconds ?? left) >= left && grace >= left && left > 0) return { act: 'nothing' };
  const finalizers = finalizersAfter(kind, object, options);
  const marked = mark(object, { finalizers, grace, at: options.at });
  if (mayGo(kind, marked)) return { act: 'remove' };
  return { act: 'mark', marked };
}

/** Whether a marked object has nothing left that holds it. */
export function mayGo(kind: ResourceKind, object: ApiObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds > 0 || finalizers.length > 0) return false;
  const specFinalizers = kind.plural === 'namespaces' ? valueAt(object, 'spec.finalizers') : undefined;
  return !Array.isArray(specFinalizers) || specFinalizers.length === 0;
}

function podGrace(pod: ApiObject, options: DeleteOptions): number {
  if ((valueAt(pod, 'spec.nodeName') ?? '') === '') return 0;
  if (['Succeeded', 'Failed'].includes(String(valueAt(pod, 'status.phase')))) return 0;
  const wanted = options.gracePeriodSeconds ?? Number(valueAt(pod, 'spec.terminationGracePeriodSeconds') ?? 30);
  const left = pod.metadata.deletionGracePeriodSeconds;
  // A grace period that runs may only be shortened.
  return left === undefined ? Math.max(wanted, 0) : Math.min(left, options.gracePeriodSeconds ?? left);
}

function finalizersAfter(kind: ResourceKind, object: ApiObject, options: DeleteOptions): string[] {
  const has = object.metadata.finalizers ?? [];
  // batch/v1 Jobs orphan their pods unless told otherwise, for the sake of old clients.
  const policy = options.propagationPolicy ?? (kind.plural === 'jobs' && !has.includes('foregroundDeletion') ? 'Orphan' : undefined);
  // Finalizers can no longer be added once deletion is under way.
  if (policy === undefined || object.metadata.deletionTimestamp !== undefined) return has;
  const others = has.filter((finalizer) => finalizer !== 'orphan' && finalizer !== 'foregroundDeletion');
  if (policy === 'Orphan') return [...others, 'orphan'];
  return policy === 'Foreground' ? [...others, 'foregroundDeletion'] : others;
}

interface Mark {
  readonly finalizers: string[];
  readonly grace: number;
  readonly at: Date;
}

function mark(object: ApiObject, { finalizers, grace, at }: Mark): ApiObject {
  const { generation, deletionTimestamp } = object.metadata;
  const first = deletionTimestamp === undefined;
  const metadata = {
    ...object.metadata,
    finalizers,
    deletionTimestamp: first ? timestamp(new Date(at.getTime() + grace * 1000)) : deletionTimestamp,
    deletionGracePeriodSeconds: grace,
    ...(first && generation !== undefined ? { generation: generation + 1 } : {}),
  };
  const { finalizers: _, ...withoutFinalizers } = metadata;
  const marked: ApiObject = { ...object, metadata: finalizers.length === 0 ? withoutFinalizers : metadata };
  return object.kind === 'Namespace' ? { ...marked, status: { ...marked.status, phase: 'Terminating' } } : marked;
}
