import type { Call } from './call.ts';
import { checkLabels, checkName } from './names.ts';
import { checkNamespaceOpen } from './namespaces.ts';
import type { ApiObject } from './object.ts';
import { type Cause, fieldErrors, forbidden, invalid } from './status.ts';
import type { Store } from './store.ts';
import { strategyOf } from './strategies.ts';

/** One write on its way into the store. */
export interface Write {
  readonly call: Call;
  /** Changed on the way: defaults are filled in. */
  readonly object: ApiObject;
  /** Undefined: a creation. */
  readonly before: ApiObject | undefined;
  readonly store: Store;
}

/** Mutating admission, defaults and validation, in the order of the real server. Throws 403, 404 and 422. */
export function admitObject(write: Write): void {
  const { call, object, before, store } = write;
  const { name } = object.metadata;
  if (before === undefined) checkNamespaceOpen(call, name, store);
  fill(write);
  const causes = causesOf(write);
  if (causes.length > 0) throw invalid(call.kind, name, causes);
  if (call.subresource !== undefined) return;
  const refusal = strategyOf(call.kind).refuse?.(object, before, { store, user: call.user });
  if (refusal !== undefined) throw forbidden(call.kind, name, refusal);
}

function fill({ call, object, before, store }: Write): void {
  const strategy = strategyOf(call.kind);
  strategy.fill?.(object, before);
  if (before === undefined) strategy.prepare?.(object, { store, user: call.user });
}

function causesOf({ call, object, before }: Write): Cause[] {
  const strategy = strategyOf(call.kind);
  const causes = before === undefined ? checkNew(call, object) : checkFinalizers(object, before);
  causes.push(...checkLabels(object.metadata.labels, object.metadata.annotations), ...(strategy.check?.(object) ?? []));
  if (before !== undefined && call.subresource === undefined) causes.push(...(strategy.checkChange?.(object, before) ?? []));
  return causes;
}

function checkNew(call: Call, object: ApiObject): Cause[] {
  if ((object.metadata.name ?? '') === '') return [fieldErrors.required('metadata.name', 'name or generateName is required')];
  return checkName(call.kind, object.metadata.name);
}

function checkFinalizers(object: ApiObject, before: ApiObject): Cause[] {
  if (before.metadata.deletionTimestamp === undefined) return [];
  const added = (object.metadata.finalizers ?? []).filter((finalizer) => !(before.metadata.finalizers ?? []).includes(finalizer));
  if (added.length === 0) return [];
  const list = added.map((finalizer) => JSON.stringify(finalizer)).join(', ');
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  return [fieldErrors.forbidden('metadata.finalizers', why)];
}
