import { copyJson } from './copy-json.ts';
import type { ApiObject } from './object.ts';

const copies = new WeakMap<ApiObject, ApiObject>();

/**
 * A copy of a stored object that all readers share, for lists: one copy per reader and object makes lists of thousands too slow. It cannot be
 * changed, for a reader that did so would change what the others see.
 */
export function sharedCopy(stored: ApiObject): ApiObject {
  const known = copies.get(stored) ?? freeze(copyJson(stored));
  copies.set(stored, known);
  return known;
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
