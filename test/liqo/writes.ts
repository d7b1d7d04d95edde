import { failedWith } from '../../src/kube/client/errors.ts';
import type { Kind } from '../../src/kube/objects/kinds.ts';
import type { Key, KubePort } from '../../src/kube/client/port.ts';
import type { Named } from './watched.ts';

type Json = Record<string, unknown>;

/**
 * What a server-side apply with force does: fields of `desired` win, fields of others stay. Top-level fields in `exact` belong to
 * us alone: keys that `desired` no longer has are removed.
 */
export async function apply<T extends Named>(port: KubePort, kind: Kind<T>, desired: T, exact: readonly string[] = []): Promise<T> {
  const key = keyOf(desired);
  const current = await port.find(kind, key);
  if (current === undefined) return port.create(kind, desired);
  const patch = patchFor(current as unknown as Json, desired as unknown as Json, exact);
  return patch === undefined ? current : port.mergePatch(kind, key, patch);
}

/** Deletes the incarnation with that uid whatever its version, as Liqo does: a concurrent change does not save the object. */
export async function removeByUid<T extends Named>(
  port: KubePort,
  kind: Kind<T>,
  target: Key & { readonly uid: string | undefined },
  options: { gracePeriodSeconds?: number } = {},
): Promise<void> {
  const key = keyOf({ metadata: target });
  for (;;) {
    const current = await port.find(kind, key);
    if (current === undefined || current.metadata.uid !== target.uid) return;
    try {
      const { uid = '', resourceVersion = '' } = current.metadata;
      return await port.remove(kind, key, { uid, resourceVersion }, options);
    } catch (error) {
      if (failedWith(error, 'notFound')) return;
      if (!failedWith(error, 'conflict')) throw error;
    }
  }
}

/** Makes the whole status what it should be; a merge patch alone would keep fields that have gone. */
export async function writeStatus<T extends Named>(port: KubePort, kind: Kind<T>, object: T, status: Json): Promise<void> {
  const patch = exactPatch(((object as { status?: Json }).status ?? {}) as Json, status);
  if (patch === undefined) return;
  await port.mergePatch(kind, keyOf(object), { status: patch }, { subresource: 'status' });
}

/** Name and namespace of an object. */
export function keyOf(object: { readonly metadata: { readonly name: string; readonly namespace?: string | undefined } }): Key {
  const { name, namespace } = object.metadata;
  return namespace === undefined ? { name } : { name, namespace };
}

const notApplied = new Set(['apiVersion', 'kind', 'status']);

function fieldsOf(object: Json, field: string): Json {
  return (object[field] ?? {}) as Json;
}

function patchFor(current: Json, desired: Json, exact: readonly string[]): Json | undefined {
  const patch: Json = {};
  for (const [field, value] of Object.entries(desired)) {
    if (!notApplied.has(field) && !covers(current[field], value)) patch[field] = value;
  }
  for (const field of exact) {
    const difference = exactPatch(fieldsOf(current, field), fieldsOf(desired, field));
    if (difference !== undefined) patch[field] = difference;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function exactPatch(current: Json, desired: Json): Json | undefined {
  const patch: Json = {};
  for (const key of Object.keys(current)) if (desired[key] === undefined) patch[key] = null;
  for (const [key, value] of Object.entries(desired)) {
    if (value !== undefined && !(covers(current[key], value) && covers(value, current[key]))) patch[key] = value;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** Whether `current` has everything that `wanted` says; defaulted fields of the server do not count as a difference. */
function covers(current: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  if (Array.isArray(wanted)) {
    return Array.isArray(current) && current.length === wanted.length && wanted.every((item, index) => covers(current[index], item));
  }
  if (typeof wanted !== 'object' || wanted === null) return current === wanted;
  if (typeof current !== 'object' || current === null) return Object.keys(wanted).length === 0;
  return Object.entries(wanted).every(([key, value]) => covers((current as Json)[key], value));
}
