import type { Api, Edit } from './api.ts';
import type { Call } from './call.ts';
import { type ApiObject, valueAt } from './object.ts';
import { badRequest } from './status.ts';

/** The `scale` subresource of a StatefulSet: its number of replicas in a shape that all scalable kinds share. */
export function readScale(object: ApiObject): ApiObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const labels = Object.entries((valueAt(object, 'spec.selector.matchLabels') ?? {}) as Record<string, string>);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: JSON.parse(JSON.stringify({ name, namespace, uid, resourceVersion, creationTimestamp })) as ApiObject['metadata'],
    spec: { replicas: valueAt(object, 'spec.replicas') ?? 1 },
    status: { replicas: valueAt(object, 'status.replicas') ?? 0, selector: labels.map(([key, value]) => `${key}=${value}`).join(',') },
  };
}

/** Writes the number of replicas; conditional when the edited scale carries a resourceVersion. */
export function writeScale(api: Api, call: Call, edit: Edit): ApiObject {
  const changed = api.update({ ...call, subresource: undefined }, (object) => {
    const scale = edit(readScale(object));
    const replicas = valueAt(scale, 'spec.replicas') ?? 0;
    if (typeof replicas !== 'number' || replicas < 0) throw badRequest('spec.replicas must be a number not below 0');
    const { resourceVersion = '' } = scale.metadata;
    return { ...object, metadata: { ...object.metadata, resourceVersion }, spec: { ...object.spec, replicas } };
  });
  return readScale(changed);
}
