import { boundPod } from './binding.ts';
import type { Call, TimedCall } from './call.ts';
import { copyJson } from './copy-json.ts';
import { apiVersionOf } from './kinds.ts';
import { generatedName } from './names.ts';
import { type ApiObject, type Fields, isFields } from './object.ts';
import { badRequest, staleVersion, uidMismatch } from './status.ts';
import { asBorn } from './store.ts';

const systemFields = ['uid', 'creationTimestamp', 'generation', 'resourceVersion', 'deletionTimestamp', 'deletionGracePeriodSeconds'];

/** The object that a POST means: named, placed, without what only the server may set. Throws 400. */
export function objectToCreate(call: TimedCall, body: ApiObject): ApiObject {
  const object = copyJson(body);
  checkType(call, object);
  place(call, object);
  const { name, generateName = '', resourceVersion = '' } = object.metadata;
  if (resourceVersion !== '') throw badRequest('resourceVersion should not be set on objects to be created');
  object.metadata = withSystemFields(object.metadata, {});
  if (!name && generateName !== '') object.metadata.name = generatedName(generateName);
  if (call.kind.subresources.includes('status')) delete object.status;
  return asBorn(object, call.at);
}

/** The object that a PUT or patch means: what its subresource may not touch is as it was. Throws 400 and 409. */
export function objectToUpdate(call: TimedCall, wanted: ApiObject, before: ApiObject): ApiObject {
  checkType(call, wanted);
  place(call, wanted);
  checkIdentity(call, wanted, before);
  switch (call.subresource) {
    case 'status':
      return { ...before, metadata: { ...before.metadata }, ...statusOf(wanted) };
    case 'binding':
      return boundPod(call, wanted, before);
    case 'finalize':
      return { ...before, metadata: { ...before.metadata }, spec: { ...before.spec, finalizers: wanted.spec?.['finalizers'] ?? [] } };
    case undefined:
    default:
      return mainPart(call, wanted, before);
  }
}

function checkIdentity(call: Call, { metadata }: ApiObject, before: ApiObject): void {
  const { name, uid = '', resourceVersion = '' } = metadata;
  const found = before.metadata;
  if (name !== call.name) throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`);
  if (uid !== '' && uid !== found.uid) throw uidMismatch(call.kind, call.name, { asked: uid, found: found.uid ?? '' });
  if (resourceVersion !== '' && resourceVersion !== found.resourceVersion) throw staleVersion(call.kind, call.name);
}

function mainPart(call: Call, wanted: ApiObject, before: ApiObject): ApiObject {
  const object = { ...wanted, metadata: withSystemFields(wanted.metadata, before.metadata) };
  if ((object.metadata.finalizers ?? []).length === 0) delete object.metadata.finalizers;
  if (!call.kind.subresources.includes('status')) return object;
  const { status: _, ...rest } = object;
  return { ...rest, ...statusOf(before) } as ApiObject;
}

function statusOf(object: ApiObject): { status?: NonNullable<ApiObject['status']> } {
  return object.status === undefined ? {} : { status: object.status };
}

/** Metadata as the client wants it, but what only the server sets as it was. */
function withSystemFields(wanted: ApiObject['metadata'], before: Partial<ApiObject['metadata']>): ApiObject['metadata'] {
  const result: Fields = { ...wanted };
  for (const field of [...systemFields, 'managedFields', 'selfLink']) delete result[field];
  for (const field of systemFields) if (field in before) result[field] = (before as Fields)[field];
  return result as unknown as ApiObject['metadata'];
}

function checkType(call: Call, object: ApiObject): void {
  if (!isFields(object)) throw badRequest('the body is not an object');
  const expected = apiVersionOf(call.kind);
  object.apiVersion ??= expected;
  object.kind ??= call.kind.kind;
  object.metadata ??= { name: '' };
  if (object.apiVersion !== expected) {
    throw badRequest(`the API version in the data (${object.apiVersion}) does not match the expected API version (${expected})`);
  }
  if (object.kind !== call.kind.kind) {
    throw badRequest(`${object.kind} in version "${call.kind.version}" cannot be handled as a ${call.kind.kind}`);
  }
}

function place(call: Call, { metadata }: ApiObject): void {
  if (!call.kind.namespaced) {
    delete metadata.namespace;
    return;
  }
  metadata.namespace ??= call.namespace ?? '';
  if (metadata.namespace !== call.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}
