import { kinds } from '../../kube/kinds.ts';
import type { KubePort, Scope } from '../../kube/port.ts';
import { waitForObjects } from '../../kube/wait.ts';
import { liqoKinds, type ShadowPod } from '../../liqo/kinds.ts';
import { homeDriver } from '../homes/driver.ts';
import { removeHeld } from '../holding.ts';
import type { Move } from '../move.ts';
import { moverPrefix } from '../names.ts';
import { waitUntilDetached } from '../cut/virtual-volume.ts';
import { moverSelector } from './mover.ts';

/** Takes both movers away and waits until no pod of theirs is left in any cluster: only then nobody can write any more. */
export async function removeMovers(move: Move): Promise<void> {
  move.stopCopy();
  const { source, target } = move.journal.value;
  const namespaces = new Set((['source', 'target'] as const).map((side) => homeDriver(move, side).moverPlace(side).namespace));
  for (const namespace of namespaces) {
    const jobs = await move.consumer.list(kinds.job, { namespace, labels: moverSelector(move) });
    for (const object of jobs.items) {
      await removeHeld(move, move.consumer, { kind: kinds.job, object, options: { propagation: 'Background' } });
    }
    await waitUntilNoPods(move, move.consumer, { namespace, labels: moverSelector(move) });
  }
  for (const home of [source, target]) {
    if (home.kind === 'local' && home.volume !== undefined) await waitUntilDetached(move, home.volume.name);
    if (home.kind === 'remote') {
      const port = await move.provider(home.provider);
      await waitUntilNoShadows(move, port, home.namespace);
      await waitUntilNoPods(move, port, { namespace: home.namespace, labels: moverSelector(move) });
    }
  }
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
