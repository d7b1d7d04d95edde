import type { Call } from './call.ts';
import type { ResourceKind } from './kinds.ts';

/** The stored thing that a path names. */
export interface Target {
  readonly kind: ResourceKind;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly subresource: string | undefined;
}

/** Finds the kind, object and subresource of a path; undefined when it names nothing that is stored. */
export function parsePath(path: string, kinds: readonly ResourceKind[]): Target | undefined {
  const steps = path
    .split('/')
    .filter((step) => step !== '')
    .map(decodeURIComponent);
  const root = steps.shift();
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'api' ? '' : (steps.shift() ?? '');
  const version = steps.shift() ?? '';
  const served = kinds.filter((kind) => kind.group === group && kind.version === version);
  const find = (plural: string | undefined) => served.find((kind) => kind.plural === plural);
  if (steps[0] === 'namespaces' && steps.length > 2 && find(steps[2])?.namespaced === true) {
    const [, namespace, plural, name = '', subresource] = steps;
    return accept(find(plural), { namespace, name, subresource }, steps.length - 2);
  }
  const [plural, name = '', subresource] = steps;
  return accept(find(plural), { namespace: undefined, name, subresource }, steps.length);
}

function accept(kind: ResourceKind | undefined, place: Omit<Target, 'kind'>, length: number): Target | undefined {
  if (kind === undefined || length > 3) return undefined;
  if (place.subresource !== undefined && !kind.subresources.includes(place.subresource)) return undefined;
  // An object of a namespaced kind has no address without its namespace.
  if (kind.namespaced && place.namespace === undefined && place.name !== '') return undefined;
  return { kind, ...place };
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
