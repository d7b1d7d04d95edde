import type { Kind } from '../../../src/kube/objects/kinds.ts';
import { apiVersionOf, resourceKinds } from '../api/kinds.ts';
import type { Stored } from './objects.ts';

/** Every kind of the sandbox's API servers. */
export const servedKinds: readonly Kind<Stored>[] = resourceKinds.map((row) => ({
  apiVersion: apiVersionOf(row),
  kind: row.kind,
  plural: row.plural,
  namespaced: row.namespaced,
}));

/** The served kind that an object of this apiVersion and kind has. */
export function findServedKind(apiVersion: string, kind: string): Kind<Stored> | undefined {
  return servedKinds.find((one) => one.apiVersion === apiVersion && one.kind === kind);
}

export function servedKindNamed(plural: string): Kind<Stored> {
  const found = servedKinds.find((one) => one.plural === plural);
  if (found === undefined) throw new Error(`no kind ${plural} is served`);
  return found;
}
