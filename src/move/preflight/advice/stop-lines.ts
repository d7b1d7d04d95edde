import { type Hint, kubectl } from '../../../base/hint.ts';
import type { Mounter, PodOwner } from '../facts/living-owners.ts';

/** What to type so that a pod ends and does not come back; it depends on who would make it again. */
export function stopLines({ pod, owners }: Mounter): readonly Hint[] {
  const { name, namespace = '' } = pod.metadata;
  const known = owners.findLast(({ kind }) => lines.has(kind));
  const manager = owners.at(-1);
  if (known === undefined) {
    const line = kubectl(`delete pod -n ${namespace} ${name}`);
    return [manager === undefined ? line : `stop ${manager.kind} ${manager.name}, which makes pod ${namespace}/${name} again`];
  }
  const own = lines.get(known.kind)?.(known, namespace) ?? [];
  // An operator would scale it up again.
  return manager === undefined || manager === known
    ? own
    : [...own, `unless ${manager.kind} ${manager.name} undoes that: then stop it there`];
}

type Lines = (owner: PodOwner, namespace: string) => readonly Hint[];

const scaled: Lines = ({ kind, name }, namespace) => [kubectl(`scale ${kind.toLowerCase()} ${name} -n ${namespace} --replicas=0`)];

const suspended: Lines = ({ kind, name }, namespace) => [
  kubectl(`patch ${kind.toLowerCase()} ${name} -n ${namespace} --type merge -p '{"spec":{"suspend":true}}'`, 'or wait until it is done'),
];

/** A DaemonSet has no replicas: it has no pods while it wants a node that does not exist. */
const nowhere: Lines = ({ name }, namespace) => [
  kubectl(
    `patch daemonset ${name} -n ${namespace} --type merge -p '{"spec":{"template":{"spec":{"nodeSelector":{"paused-for-move":"true"}}}}}'`,
    'and the same with null instead of "true" afterwards',
  ),
];

const lines: ReadonlyMap<string, Lines> = new Map([
  ['StatefulSet', scaled],
  ['Deployment', scaled],
  ['ReplicaSet', scaled],
  ['ReplicationController', scaled],
  ['DaemonSet', nowhere],
  ['Job', suspended],
  [
    'CronJob',
    (owner, namespace) => [...suspended(owner, namespace), kubectl(`get jobs -n ${namespace}`, 'and suspend the one that runs, too')],
  ],
]);
