import { randomBytes } from 'node:crypto';
import { kinds, type Pod, type ReplicaSet } from '../../../../src/kube/objects/kinds.ts';
import { type Context, type ControllerKind, on } from '../controller.ts';
import { controllerReference, isControlledBy, isTerminating, parseKey, pathsOfController, pathOf, removeObject } from '../objects.ts';
import { isFinished } from '../states.ts';

/** Keeps as many pods as a ReplicaSet wants; finished ones do not count. */
export const replicaSetController: ControllerKind = {
  user: 'system:serviceaccount:kube-system:replicaset-controller',
  component: 'replicaset-controller',
  start: (context) => ({
    triggers: [on(kinds.replicaSet, (set) => [pathOf(set)]), on(kinds.pod, (pod) => pathsOfController(pod, 'ReplicaSet'))],
    reconcile: (path) => reconcileSet(context, path),
  }),
};

async function reconcileSet({ port }: Context, path: string): Promise<void> {
  const key = parseKey(path);
  const set = await port.find(kinds.replicaSet, key);
  if (set === undefined || isTerminating(set)) return;
  const pods = (await port.list(kinds.pod, { namespace: key.namespace ?? '' })).items.filter((pod) => isControlledBy(pod, set));
  const active = pods.filter((pod) => !isFinished(pod) && !isTerminating(pod));
  const replicas = set.spec?.replicas ?? 1;
  for (const pod of active.slice(replicas)) await removeObject(port, kinds.pod, pod);
  for (let missing = replicas - active.length; missing > 0; missing--) await port.create(kinds.pod, renderPod(set));
}

function renderPod(set: ReplicaSet): Pod {
  const { metadata, spec } = set.spec?.template ?? {};
  const name = `${set.metadata.name}-${randomBytes(3).toString('hex')}`;
  const labels = { ...metadata?.labels };
  const more = { namespace: set.metadata.namespace ?? '', labels, ownerReferences: [controllerReference(set)] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...more }, spec: spec as NonNullable<Pod['spec']> };
}
