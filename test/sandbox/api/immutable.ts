import { type ApiObject, sameJson, valueAt } from './object.ts';
import { type Cause, fieldErrors } from './status.ts';

/** One cause for each of these fields that changed. */
export function checkImmutable(object: ApiObject, before: ApiObject, paths: readonly string[]): Cause[] {
  return paths
    .filter((path) => !sameJson(valueAt(object, path), valueAt(before, path)))
    .map((path) => fieldErrors.invalid(path, valueAt(object, path), 'field is immutable'));
}
