import type { User } from './call.ts';
import type { ApiObject } from './object.ts';
import type { Cause } from './status.ts';
import type { Store } from './store.ts';

export interface Circumstances {
  readonly store: Store;
  readonly user: User;
}

/** What one kind adds to the common path of a write: Kubernetes' defaulting, mutating admission and validation. */
export interface Strategy {
  /** Fills what is absent, on creation (`before` is undefined) and on every update. Changes `object`. */
  fill?(object: ApiObject, before: ApiObject | undefined): void;
  /** What happens to a new object only. Changes `object`. */
  prepare?(object: ApiObject, circumstances: Circumstances): void;
  /** What is wrong with an object, new or updated. */
  check?(object: ApiObject): Cause[];
  /** What is wrong with turning `before` into `object`. Not asked for subresources. */
  checkChange?(object: ApiObject, before: ApiObject): Cause[];
  /** Why a sound write is forbidden all the same: 403 with these words. */
  refuse?(object: ApiObject, before: ApiObject | undefined, circumstances: Circumstances): string | undefined;
}
