import type { Api } from './api.ts';
import type { Call } from './call.ts';
import { type ApiObject, valueAt } from './object.ts';
import { badRequest, conflict } from './status.ts';
import { timestamp } from './store.ts';

/** POST pods/NAME/binding: the only way by which a pod comes to its node after creation. Throws 409 when it has one. */
export function bindPod(api: Api, call: Call, binding: ApiObject): ApiObject {
  const node = valueAt(binding, 'target.name');
  if (typeof node !== 'string' || node === '') throw badRequest('Binding.target.name: Required value');
  return api.update(call, (pod) => {
    const { nodeName = '' } = pod.spec as { nodeName?: string };
    if (pod.metadata.deletionTimestamp !== undefined) throw conflict(call.kind, call.name, `pod ${call.name} is being deleted, cannot be assigned to a host`);
    if (nodeName !== '') throw conflict(call.kind, call.name, `pod ${call.name} is already assigned to node "${nodeName}"`);
    const annotations = { ...pod.metadata.annotations, ...binding.metadata?.annotations };
    const metadata = Object.keys(annotations).length === 0 ? pod.metadata : { ...pod.metadata, annotations };
    return { ...pod, metadata, spec: { ...pod.spec, nodeName: node }, status: scheduled(pod) };
  });
}

function scheduled(pod: ApiObject): Record<string, unknown> {
  const conditions = (pod.status?.['conditions'] ?? []) as { type: string }[];
  const condition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: timestamp() };
  return { ...pod.status, conditions: [...conditions.filter(({ type }) => type !== 'PodScheduled'), condition] };
}
