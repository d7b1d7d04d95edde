import type { Call } from './call.ts';
import { apiVersionOf, type ResourceKind } from './kinds.ts';

/** The stored thing that a path names. */
export interface Target {
  readonly kind: ResourceKind;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly subresource: string | undefined;
}

/** Finds the kind, object and subresource of a path; undefined when it names nothing that is stored. */
export function parsePath(path: string, kinds: readonly ResourceKind[]): Target | undefined {
  const [, apiVersion, rest = ''] = /^\/api\/(v1)\/(.*)$/.exec(path) ?? /^\/apis\/([^/]+\/[^/]+)\/(.*)$/.exec(path) ?? [];
  const served = kinds.filter((kind) => apiVersionOf(kind) === apiVersion);
  const steps = rest
    .split('/')
    .filter((step) => step !== '')
    .map(decodeURIComponent);
  const [first, namespace, plural] = steps;
  const within = first === 'namespaces' ? served.find((kind) => kind.namespaced && kind.plural === plural) : undefined;
  if (within !== undefined) return accept(within, namespace, steps.slice(3));
  return accept(
    served.find((kind) => kind.plural === first),
    undefined,
    steps.slice(1),
  );
}

function accept(kind: ResourceKind | undefined, namespace: string | undefined, rest: readonly string[]): Target | undefined {
  const [name = '', subresource] = rest;
  if (kind === undefined || rest.length > 2) return undefined;
  if (subresource !== undefined && !kind.subresources.includes(subresource)) return undefined;
  // An object of a namespaced kind has no address without its namespace.
  if (kind.namespaced && namespace === undefined && name !== '') return undefined;
  return { kind, namespace, name, subresource };
}

/** Kubernetes' verb for an HTTP method on an object or a collection; undefined when there is none. */
export function verbOf(method: string, target: Target, watch: boolean): Call['verb'] | undefined {
  const single = target.name !== '';
  switch (method) {
    case 'GET':
      return watch ? 'watch' : single ? 'get' : 'list';
    case 'POST':
      return single && target.subresource === undefined ? undefined : 'create';
    case 'PUT':
      return single ? 'update' : undefined;
    case 'PATCH':
      return single ? 'patch' : undefined;
    case 'DELETE':
      return single ? 'delete' : 'deletecollection';
    default:
      return undefined;
  }
}
