import type { Api } from './api.ts';
import type { Call } from './call.ts';
import { type ApiObject, valueAt } from './object.ts';
import { badRequest } from './status.ts';

/** POST pods/NAME/binding: the only way by which a pod comes to its node after creation. Throws 409 when it has one. */
export function bindPod(api: Api, call: Call, binding: ApiObject): ApiObject {
  const nodeName = valueAt(binding, 'target.name');
  if (typeof nodeName !== 'string' || nodeName === '') throw badRequest('Binding.target.name: Required value');
  const annotations = binding.metadata?.annotations;
  return api.update(call, (pod) => {
    const metadata =
      annotations === undefined ? pod.metadata : { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...annotations } };
    return { ...pod, metadata, spec: { ...pod.spec, nodeName } };
  });
}
