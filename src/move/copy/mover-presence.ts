import { kinds, type Pod } from '../../kube/objects/kinds.ts';
import type { KubePort, Scope } from '../../kube/client/port.ts';
import { waitForObjects } from '../../kube/client/wait.ts';
import { liqoKinds, type ShadowPod } from '../../liqo/kinds.ts';
import { waitUntilDetached } from '../held/detachment.ts';
import { homesAway, knownVolume } from '../../volumes/home.ts';
import { moverNamespaces } from '../homes/mover-place.ts';
import type { Move } from '../model/move.ts';
import { moverPrefix } from '../model/names.ts';
import { describeKeeper } from '../../kube/objects/keeper.ts';
import { moverSelector } from './mover.ts';

/** Waits until no pod of a mover is left in any cluster, nor anything that would make one again or still hold its volume. */
export async function waitUntilNoMovers(move: Move): Promise<void> {
  const { source, target } = move.journal.value;
  for (const namespace of moverNamespaces(move.journal.value))
    await waitUntilNoPods(move, move.consumer, { namespace, labels: moverSelector(move) });
  for (const volume of [source, target].map(knownVolume)) if (volume !== undefined) await waitUntilDetached(move, volume.name);
  for (const { provider, home } of homesAway(source, target)) {
    const [port, { namespace }] = [await move.provider(provider), home];
    await waitUntilNoShadows(move, port, namespace);
    await waitUntilNoPods(move, port, { namespace, labels: moverSelector(move) });
  }
}

/** A mover's pod, and the cluster in which it is. */
export interface MoverPod {
  readonly pod: Pod;
  readonly port: KubePort;
}

/** The pods of movers that are still there, in every cluster. */
export async function listMovers(move: Move): Promise<readonly MoverPod[]> {
  const { source, target } = move.journal.value;
  const places = [
    ...moverNamespaces(move.journal.value).map(async (namespace) => ({ port: move.consumer, namespace })),
    ...homesAway(source, target).map(async ({ provider, home }) => ({ port: await move.provider(provider), namespace: home.namespace })),
  ];
  const listed = places.map(async (place) => {
    const { port, namespace } = await place;
    const { items } = await port.list(kinds.pod, { namespace, labels: moverSelector(move) });
    return items.map((pod) => ({ pod, port }));
  });
  return (await Promise.all(listed)).flat();
}

export function describeMover({ pod, port }: MoverPod): string {
  const { metadata, spec, status } = pod;
  const keeper = describeKeeper(pod);
  const node = spec?.nodeName === undefined ? '' : ` on node ${spec.nodeName}`;
  return `pod ${metadata.namespace}/${metadata.name} in ${port.cluster}${node}, ${status?.phase ?? 'Pending'}${keeper === undefined ? '' : `; ${keeper}`}`;
}

/** A ShadowPod that is left would make its pod again. */
async function waitUntilNoShadows(move: Move, port: KubePort, namespace: string): Promise<void> {
  const { id, attempt } = move.journal.value;
  const ours = ({ metadata }: ShadowPod) => metadata.name.startsWith(`${moverPrefix(id, attempt)}-`);
  const shadows = await port.list(liqoKinds.shadowPod, { namespace });
  if (!shadows.items.some(ours)) return;
  move.waiting(`the movers in ${port.cluster} to be gone`);
  const none = (left: readonly ShadowPod[]) => (left.some(ours) ? undefined : true);
  await waitForObjects({ port, kind: liqoKinds.shadowPod, scope: { namespace } }, none, move);
}

async function waitUntilNoPods(move: Move, port: KubePort, scope: Scope): Promise<void> {
  const pods = await port.list(kinds.pod, scope);
  if (pods.items.length === 0) return;
  move.waiting(`the movers in ${port.cluster} to be gone`);
  await waitForObjects({ port, kind: kinds.pod, scope }, (left) => (left.length === 0 ? true : undefined), move);
}
