import { boundPod } from './binding.ts';
import type { Call } from './call.ts';
import { apiVersionOf } from './kinds.ts';
import { checkLabels, checkName, generatedName } from './names.ts';
import { checkNamespaceOpen } from './namespaces.ts';
import { type ApiObject, isFields } from './object.ts';
import { type Cause, badRequest, fieldErrors, forbidden, invalid, staleVersion, uidMismatch } from './status.ts';
import { type Store, asBorn } from './store.ts';
import { strategyOf } from './strategies.ts';

/** The object that a POST means: named, placed, without what only the server may set. Throws 400 and 422. */
export function objectToCreate(call: Call, body: ApiObject): ApiObject {
  const object = structuredClone(body);
  checkType(call, object);
  object.metadata ??= { name: '' };
  const { metadata } = object;
  if ((metadata.resourceVersion ?? '') !== '') throw badRequest('resourceVersion should not be set on objects to be created');
  place(call, object);
  if ((metadata.name ?? '') === '' && (metadata.generateName ?? '') !== '') metadata.name = generatedName(metadata.generateName ?? '');
  for (const field of ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'selfLink', ...deletionMarks]) {
    delete (metadata as unknown as Record<string, unknown>)[field];
  }
  if (call.kind.subresources.includes('status')) delete object.status;
  return asBorn(object);
}

const deletionMarks = ['deletionTimestamp', 'deletionGracePeriodSeconds'];

/** The object that a PUT or patch means: what its subresource may not touch is as it was. Throws 400 and 409. */
export function objectToUpdate(call: Call, wanted: ApiObject, before: ApiObject): ApiObject {
  checkType(call, wanted);
  const { metadata } = wanted;
  place(call, wanted);
  if (metadata.name !== call.name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${call.name})`);
  }
  const { uid = '', resourceVersion = '' } = metadata;
  const asFound = before.metadata;
  if (uid !== '' && uid !== asFound.uid) throw uidMismatch(call.kind, call.name, { asked: uid, found: asFound.uid ?? '' });
  if (resourceVersion !== '' && resourceVersion !== asFound.resourceVersion) throw staleVersion(call.kind, call.name);
  if (call.subresource === 'status') return { ...before, metadata: { ...asFound }, ...statusOf(wanted) };
  if (call.subresource === 'binding') return boundPod(call, wanted, before);
  if (call.subresource === 'finalize') return finalized(wanted, before);
  const object = { ...wanted, metadata: { ...metadata, ...systemFields(before) } };
  for (const field of deletionMarks) {
    if (!(field in asFound)) delete (object.metadata as unknown as Record<string, unknown>)[field];
  }
  if ((object.metadata.finalizers ?? []).length === 0) delete object.metadata.finalizers;
  if (!call.kind.subresources.includes('status')) return object;
  const { status: _, ...rest } = object;
  return { ...rest, ...statusOf(before) } as ApiObject;
}

function statusOf(object: ApiObject): { status?: NonNullable<ApiObject['status']> } {
  return object.status === undefined ? {} : { status: object.status };
}

function finalized(wanted: ApiObject, before: ApiObject): ApiObject {
  return { ...before, metadata: { ...before.metadata }, spec: { ...before.spec, finalizers: wanted.spec?.['finalizers'] ?? [] } };
}

function systemFields(before: ApiObject): Partial<ApiObject['metadata']> {
  const { uid, creationTimestamp, generation, resourceVersion, deletionTimestamp, deletionGracePeriodSeconds } = before.metadata;
  const all = { uid, creationTimestamp, generation, resourceVersion, deletionTimestamp, deletionGracePeriodSeconds };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function checkType(call: Call, object: ApiObject): void {
  if (!isFields(object)) throw badRequest('the body is not an object');
  const expected = apiVersionOf(call.kind);
  object.apiVersion ??= expected;
  object.kind ??= call.kind.kind;
  if (object.apiVersion !== expected) {
    throw badRequest(`the API version in the data (${object.apiVersion}) does not match the expected API version (${expected})`);
  }
  if (object.kind !== call.kind.kind) {
    throw badRequest(`${object.kind} in version "${call.kind.version}" cannot be handled as a ${call.kind.kind}`);
  }
}

function place(call: Call, object: ApiObject): void {
  if (!call.kind.namespaced) {
    delete object.metadata.namespace;
    return;
  }
  object.metadata.namespace ??= call.namespace ?? '';
  if (object.metadata.namespace !== call.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/** Mutating admission, defaults and validation, in the order of the real server. Changes `object`; throws 403, 404 and 422. */
export function admitObject(write: { call: Call; object: ApiObject; before: ApiObject | undefined; store: Store }): void {
  const { call, object, before, store } = write;
  const strategy = strategyOf(call.kind);
  const circumstances = { store, user: call.user };
  if (before === undefined) checkNamespaceOpen(call, object.metadata.name, store);
  strategy.fill?.(object, before);
  if (before === undefined) strategy.prepare?.(object, circumstances);
  const causes = before === undefined ? checkNew(call, object) : checkFinalizers(object, before);
  causes.push(...checkLabels(object.metadata.labels, object.metadata.annotations));
  causes.push(...(strategy.check?.(object) ?? []));
  if (before !== undefined && call.subresource === undefined) causes.push(...(strategy.checkChange?.(object, before) ?? []));
  if (causes.length > 0) throw invalid(call.kind, object.metadata.name, causes);
  const refusal = call.subresource === undefined ? strategy.refuse?.(object, before, circumstances) : undefined;
  if (refusal !== undefined) throw forbidden(call.kind, object.metadata.name, refusal);
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
