import type { TimedCall } from './call.ts';
import { type ApiObject, valueAt } from './object.ts';
import { conflict } from './status.ts';
import { timestamp } from '../../support/timestamp.ts';

/** The pod on the node that `wanted` names; annotations come along, nothing else does. */
export function boundPod(call: TimedCall, wanted: ApiObject, before: ApiObject): ApiObject {
  const nodeName = valueAt(before, 'spec.nodeName') ?? '';
  const refuse = (why: string) => conflict(call.kind, call.name, `pod ${call.name} ${why}`);
  if (before.metadata.deletionTimestamp !== undefined) throw refuse('is being deleted, cannot be assigned to a host');
  if (nodeName !== '') throw refuse(`is already assigned to node ${JSON.stringify(nodeName)}`);
  const annotations = wanted.metadata.annotations === undefined ? {} : { annotations: wanted.metadata.annotations };
  return {
    ...before,
    metadata: { ...before.metadata, ...annotations },
    spec: { ...before.spec, nodeName: valueAt(wanted, 'spec.nodeName') },
    status: { ...before.status, conditions: scheduledConditions(before, call.at) },
  };
}

function scheduledConditions(pod: ApiObject, at: Date): object[] {
  const conditions = (pod.status?.['conditions'] ?? []) as { type: string }[];
  const condition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: timestamp(at) };
  return [...conditions.filter(({ type }) => type !== 'PodScheduled'), condition];
}
