import type { Node, Pod } from '../../../../src/kube/objects/kinds.ts';
import { amountOf } from '../quantities.ts';

const counted = ['cpu', 'memory', 'ephemeral-storage'] as const;
type Container = NonNullable<Pod['spec']>['containers'][number];

/** What the node lacks for the pod, in the scheduler's words; `placed` are the pods that run there. */
export function findShortages(pod: Pod, node: Node, placed: readonly Pod[]): string[] {
  const room = node.status?.allocatable ?? node.status?.capacity ?? {};
  const short = counted
    .filter((resource) => {
      const wanted = requestOf(pod, resource);
      return wanted > 0 && used(placed, resource) + wanted > amountOf(room[resource]);
    })
    .map((resource) => `Insufficient ${resource}`);
  const places = room['pods'] === undefined ? Number.POSITIVE_INFINITY : amountOf(room['pods']);
  return placed.length + 1 > places ? ['Too many pods', ...short] : short;
}

/** How full the node would be with the pod, as the mean share of cpu and memory. */
export function loadWith(pod: Pod, node: Node, placed: readonly Pod[]): number {
  const room = node.status?.allocatable ?? {};
  const shares = (['cpu', 'memory'] as const).map((resource) => {
    const total = amountOf(room[resource]);
    return total === 0 ? 0 : (used(placed, resource) + requestOf(pod, resource)) / total;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function used(pods: readonly Pod[], resource: string): number {
  return pods.reduce((sum, pod) => sum + requestOf(pod, resource), 0);
}

/** Init containers run one after the other and before the rest, so only the largest counts; those that stay count with the rest. */
function requestOf(pod: Pod, resource: string): number {
  const inits = pod.spec?.initContainers ?? [];
  const stays = (container: Container) => container.restartPolicy === 'Always';
  const staying = sum(inits.filter(stays), resource);
  const running = sum(pod.spec?.containers ?? [], resource) + staying;
  const starting = Math.max(0, ...inits.filter((one) => !stays(one)).map((one) => requested(one, resource))) + staying;
  return Math.max(running, starting) + amountOf(pod.spec?.overhead?.[resource]);
}

function sum(containers: readonly Container[], resource: string): number {
  return containers.reduce((total, container) => total + requested(container, resource), 0);
}

function requested({ resources }: Container, resource: string): number {
  return amountOf(resources?.requests?.[resource] ?? resources?.limits?.[resource]);
}
