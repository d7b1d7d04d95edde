import { shortHash } from '../../base/names.ts';
import { heldByMove } from '../../volumes/names.ts';

/** Where journals and leases live; only administrators may write there, since a journal is an order to delete volumes. */
export const journalNamespace = 'liqo-move';

/** Labels and annotations of ours. Every object that a move makes carries `id`; every object it holds is annotated with `id` and `fencingToken`. */
export const moveLabels = {
  id: heldByMove,
  attempt: 'move.liqo.io/attempt',
  /** `source` or `target`, on movers; the annotation says `target` on a staged claim in a provider. */
  role: 'move.liqo.io/role',
  /** Which holder of the lease wrote last; what an earlier one remembers of the object is stale after a takeover. */
  fencingToken: 'move.liqo.io/epoch',
  /** Annotation of what a move makes for itself: the claim that it is about, as `namespace/name`. */
  claim: 'move.liqo.io/claim',
  /** Touched to make the virtual kubelet speak. */
  requestedAt: 'move.liqo.io/requestedAt',
  /** Label on what an old or given-up copy leaves behind, with the move's id; the annotation of that name says why. Nothing is held by it. */
  leftBehind: 'move.liqo.io/left-behind',
  /** On what is kept of a claim's last move, with its id. */
  record: 'move.liqo.io/record',
  /** Finalizer on real claims in providers. */
  hold: 'move.liqo.io/hold',
} as const;

/** 10 characters that name one move: lower-case, starting with a letter, fit for labels and namespace names. */
export function moveId(claimUid: string): string {
  return shortHash(claimUid, 10);
}

/** Name of journal and lease: by namespace and claim name, so that it is found whatever the claim's uid has become. */
export function journalName(namespace: string, claim: string): string {
  return `move-${shortHash(`${namespace}/${claim}`, 10)}`;
}

/** Name of what is kept of the claim's last move. */
export function recordName(namespace: string, claim: string): string {
  return `last-${shortHash(`${namespace}/${claim}`, 10)}`;
}

export function workspaceName(id: string, attempt: number): string {
  return `liqo-move-${id}-${attempt}`;
}

/** Name of the Secret that movers read, in each namespace that runs one. */
export function moverSecretName(id: string, attempt: number): string {
  return `liqo-move-${id}-${attempt}`;
}

/** Name of the copy of a Secret that images are pulled with, in each namespace that runs a pod of the move. */
export function pullSecretName(id: string, attempt: number, index: number): string {
  return `liqo-move-${id}-${attempt}-pull-${index + 1}`;
}

/** How the names of all movers of an attempt begin, in every cluster. */
export function moverPrefix(id: string, attempt: number): string {
  return `liqo-move-${id}-${attempt}`;
}

/** The real claim of a local target until it is adopted; never a uid, which Liqo would take for one of its own. */
export function stagedClaimName(id: string, attempt: number): string {
  return `move-${id}-${attempt}`;
}

/** The virtual volume that the claim is bound to by the cut, or by the way back. */
export function virtualVolumeName(id: string, attempt: number, direction: 'forward' | 'back'): string {
  return direction === 'forward' ? `liqo-move-${id}-${attempt}` : `liqo-move-${id}-${attempt}-back`;
}

export function guardName(id: string): string {
  return `liqo-move-${id}`;
}
