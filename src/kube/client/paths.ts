import { KubeError } from './errors.ts';
import type { Kind } from '../objects/kinds.ts';
import type { Key, Scope } from './port.ts';

/** Path of a group and version: `/api/v1` for the core, `/apis/GROUP/VERSION` for the others. */
export function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** Path of a collection; without a namespace, of all namespaces. */
export function collectionPath<T>(kind: Kind<T>, namespace: string | undefined): string {
  const root = groupPath(kind.apiVersion);
  if (!kind.namespaced || namespace === undefined) return `${root}/${kind.plural}`;
  return `${root}/namespaces/${segment(namespace, kind)}/${kind.plural}`;
}

/** Path of one object, or of its subresource. */
export function objectPath<T>(kind: Kind<T>, key: Key, subresource?: string): string {
  if (kind.namespaced && key.namespace === undefined) throw invalid(kind, `${kind.kind} ${key.name} without its namespace`);
  const path = `${collectionPath(kind, key.namespace)}/${segment(key.name, kind)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/** How messages call an object: `app/db`, or `node-1` outside namespaces. */
export function keyWords<T>(kind: Kind<T>, key: Key): string {
  return kind.namespaced ? `${key.namespace}/${key.name}` : key.name;
}

/** How messages say where a list looks. */
export function scopeText(scope: Scope): string {
  return scope.namespace === undefined ? '' : ` of ${scope.namespace}`;
}

/** Selectors of a list or a watch. */
export function scopeQuery(scope: Scope): URLSearchParams {
  const query = new URLSearchParams();
  if (scope.labels !== undefined) query.set('labelSelector', scope.labels);
  if (scope.fields !== undefined) query.set('fieldSelector', scope.fields);
  return query;
}

function segment<T>(name: string, kind: Kind<T>): string {
  // An empty name would turn a DELETE of one object into one of the whole collection.
  if (name === '' || name === '.' || name === '..' || /[/%]/.test(name)) throw invalid(kind, `${JSON.stringify(name)} is not a name`);
  return encodeURIComponent(name);
}

function invalid<T>(kind: Kind<T>, message: string): KubeError {
  return new KubeError({ reason: 'invalid', message, attempt: `address ${kind.plural}` });
}
