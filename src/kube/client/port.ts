import type { Kind, Meta } from '../objects/kinds.ts';

/** Where an object is: its name and, for namespaced kinds, its namespace. */
export interface Key {
  readonly name: string;
  readonly namespace?: string;
}

/** Which objects a list or a watch is about. */
export interface Scope {
  readonly namespace?: string;
  /** Label selector in kubectl's syntax, e.g. `app=db,tier!=test`. */
  readonly labels?: string;
  /** Field selector, e.g. `metadata.name=db` or `involvedObject.uid=...`. */
  readonly fields?: string;
}

export interface List<T> {
  readonly items: T[];
  /** From here a watch continues without a gap. */
  readonly resourceVersion: string;
}

export type WatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

export interface WriteOptions {
  /** Ask the server what would happen, change nothing. */
  readonly dryRun?: boolean;
}

/** A delete always says which incarnation it means: a name alone may be someone else's by now. */
export interface Preconditions {
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface RemoveOptions extends WriteOptions {
  /** Background is the default. */
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  /** 0 takes a pod out of the API at once: only its kubelet may say so. Absent: the object's own. */
  readonly gracePeriodSeconds?: number;
}

export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'test';
  readonly path: string;
  readonly value?: unknown;
}

export interface LogOptions {
  readonly container: string;
  readonly follow?: boolean;
  readonly tailLines?: number;
}

export interface AccessQuestion {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/**
 * One cluster's API, as narrow as the product needs it. Objects are the JSON of the wire, unknown fields included, so that
 * reading and writing back loses nothing. Every method throws {@link KubeError} (errors.ts) and nothing else.
 */
export interface KubePort {
  /** How messages call this cluster: `this cluster`, or the provider's id. */
  readonly cluster: string;
  read<T>(kind: Kind<T>, key: Key): Promise<T>;
  /** Like read; an absent object is undefined. */
  find<T>(kind: Kind<T>, key: Key): Promise<T | undefined>;
  /** `keep` says what stays of each object. It is applied page by page: of thousands, what is never read would fill the memory until the last one is there. */
  list<T>(kind: Kind<T>, scope?: Scope, keep?: (object: T) => T): Promise<List<T>>;
  /**
   * One watch connection from `resourceVersion` on; ends when the server closes it, throws `gone` (410) when the version is too old.
   * Callers that need an endless stream re-list (wait.ts).
   */
  watch<T>(kind: Kind<T>, scope: Scope, resourceVersion: string, signal: AbortSignal): AsyncIterable<WatchEvent<T>>;
  create<T>(kind: Kind<T>, object: T, options?: WriteOptions): Promise<T>;
  /** JSON merge patch (RFC 7386). Put `metadata.resourceVersion` into the patch to make it conditional. */
  mergePatch<T>(kind: Kind<T>, key: Key, patch: object, options?: WriteOptions & { subresource?: string }): Promise<T>;
  /** JSON patch (RFC 6902). */
  jsonPatch<T>(kind: Kind<T>, key: Key, patch: readonly JsonPatchOperation[], options?: WriteOptions): Promise<T>;
  /** Full update; conditional on the object's resourceVersion. */
  replace<T>(kind: Kind<T>, key: Key, object: T, options?: WriteOptions): Promise<T>;
  /** Deletes that very incarnation. An absent object throws `notFound`, another one `conflict`. */
  remove<T>(kind: Kind<T>, key: Key, preconditions: Preconditions, options?: RemoveOptions): Promise<void>;
  /** Lines of a container's log, without line ends. */
  logs(pod: Key, options: LogOptions, signal: AbortSignal): AsyncIterable<string>;
  /** Whether the caller may do this (SelfSubjectAccessReview). */
  allows(question: AccessQuestion): Promise<boolean>;
  /** The caller's own user name (SelfSubjectReview, authentication.k8s.io/v1, Kubernetes >= 1.28). */
  whoAmI(): Promise<string>;
  /** Whether the server serves this kind, e.g. ValidatingAdmissionPolicy (GA in 1.30). */
  serves<T>(kind: Kind<T>): Promise<boolean>;
  /** How objects of a kind that we only know by name are addressed; undefined where the server does not serve it. */
  findKind(apiVersion: string, kind: string): Promise<Kind<{ metadata: Meta }> | undefined>;
}
