import type { Edit } from './api.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';
import { type ApiObject, isFields } from './object.ts';
import { ApiError, badRequest } from './status.ts';
import { applyConfiguration } from './server-side-apply.ts';
import { applyStrategicPatch } from './strategic-patch.ts';

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/** What a PATCH does to an object; `orCreate` is set for server-side apply, which creates what is absent. */
export interface Patch {
  readonly edit: Edit;
  readonly orCreate?: ApiObject;
}

/** Reads a patch by its media type. Throws 400 and 415. */
export function parsePatch(type: string, body: unknown, query: URLSearchParams): Patch {
  if (type === patchTypes.json) {
    if (!Array.isArray(body)) throw badRequest('a JSON patch is a list of operations');
    return { edit: (current) => applyJsonPatch(current, body) };
  }
  if (!isFields(body)) throw badRequest('a patch is an object');
  if (type === patchTypes.merge) return { edit: (current) => applyMergePatch(current, body) as ApiObject };
  if (type === patchTypes.strategic) return { edit: (current) => applyStrategicPatch(current, body) as ApiObject };
  if (type !== patchTypes.apply) {
    const known = Object.values(patchTypes).join(', ');
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: ${known}`,
    );
  }
  if ((query.get('fieldManager') ?? '') === '')
    throw badRequest('PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch');
  return { edit: (current) => applyConfiguration(current, body) as ApiObject, orCreate: body as ApiObject };
}
