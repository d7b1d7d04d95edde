import type { Secret } from '../../../../src/kube/objects/kinds.ts';
import { checkImmutable } from '../immutable.ts';
import { type ApiObject, isFields, valueAt } from '../object.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Strategy } from '../strategy.ts';

/** Plain text of `stringData` becomes `data`; the type never changes. */
export const secretStrategy: Strategy = {
  fill(object) {
    const secret = object as unknown as Secret;
    secret.type ??= 'Opaque';
    const { stringData } = secret;
    if (stringData === undefined) return;
    const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
    secret.data = { ...secret.data, ...(Object.fromEntries(encoded) as Record<string, string>) };
    delete secret.stringData;
  },
  checkChange: (object, before) => [...checkImmutable(object, before, ['type']), ...checkSealed(object, before)],
};

export const configMapStrategy: Strategy = { checkChange: checkSealed };

/** Data marked `immutable` stays, and so does the mark. */
function checkSealed(object: ApiObject, before: ApiObject): Cause[] {
  if (before['immutable'] !== true) return [];
  const changed = checkImmutable(object, before, ['immutable', 'data', 'binaryData']);
  return changed.map(({ field }) => fieldErrors.forbidden(field, 'field is immutable when `immutable` is set'));
}

const fixedOfClass = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'];

export const storageClassStrategy: Strategy = {
  fill(object) {
    object['reclaimPolicy'] ??= 'Delete';
    object['volumeBindingMode'] ??= 'Immediate';
  },
  check: ({ provisioner }) => (typeof provisioner === 'string' && provisioner !== '' ? [] : [fieldErrors.required('provisioner', '')]),
  checkChange: (object, before) => checkKept(object, before, fixedOfClass),
};

export const attributesClassStrategy: Strategy = {
  check({ driverName, parameters }) {
    const causes = typeof driverName === 'string' && driverName !== '' ? [] : [fieldErrors.required('driverName', '')];
    if (isFields(parameters) && Object.keys(parameters).length > 0) return causes;
    return [...causes, fieldErrors.required('parameters', 'must contain at least one key/value pair')];
  },
  checkChange: (object, before) => checkKept(object, before, ['driverName', 'parameters']),
};

function checkKept(object: ApiObject, before: ApiObject, fields: readonly string[]): Cause[] {
  const changed = checkImmutable(object, before, fields);
  return changed.map(({ field }) => fieldErrors.forbidden(field, `updates to ${field} are forbidden.`));
}

/** An event lies in the namespace of what it is about; one about a thing without namespace lies in `default` or `kube-system`. */
export const eventStrategy: Strategy = {
  check(object) {
    const about = valueAt(object, 'involvedObject.namespace') ?? '';
    const { namespace } = object.metadata;
    if (about === namespace || (about === '' && ['default', 'kube-system'].includes(namespace ?? ''))) return [];
    return [fieldErrors.invalid('involvedObject.namespace', about, 'does not match event.namespace')];
  },
};

export const endpointSliceStrategy: Strategy = {
  fill(object) {
    object['endpoints'] ??= [];
    object['ports'] ??= [];
  },
  check: (object) => (object['addressType'] === undefined ? [fieldErrors.required('addressType', '')] : []),
  checkChange: (object, before) => checkImmutable(object, before, ['addressType']),
};

export const attachmentStrategy: Strategy = {
  prepare(object) {
    object.status ??= { attached: false };
  },
  checkChange: (object, before) => checkImmutable(object, before, ['spec']),
};
