import type { Meta } from '../../../src/kube/objects/kinds.ts';

export type Fields = Record<string, unknown>;

/** Any object of the API, as it is on the wire. */
export interface ApiObject {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  spec?: Fields;
  status?: Fields;
  [field: string]: unknown;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two JSON values say the same, whatever the order of their keys. Absent and undefined are equal. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameJson(item, right[index]));
  }
  if (!isFields(left) || !isFields(right)) return false;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => sameJson(left[key], right[key]));
}

/** The value below `path`, e.g. `spec.nodeName`; undefined where a step is missing. */
export function valueAt(object: unknown, path: string): unknown {
  let value: unknown = object;
  for (const step of path.split('.')) {
    if (!isFields(value)) return undefined;
    value = value[step];
  }
  return value;
}
