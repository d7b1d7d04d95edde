import { type Change, type Informer, startInformer } from '../../kube/controller/informer.ts';
import { type Claim, type Kind, kinds, type Meta, type Volume } from '../../kube/objects/kinds.ts';
import { liqoKinds } from '../../liqo/kinds.ts';
import { ClaimEvents } from '../model/claim-events.ts';
import type { ProvisionerContext } from '../model/context.ts';
import type { View } from '../model/view.ts';

/** What changes of the consumer's objects mean. */
export interface ViewListener {
  claim(claim: Claim): void;
  volume(volume: Volume): void;
  /** A node, an offloading, a class or a virtual node changed: what waits for such a thing may go on. */
  surroundings(): void;
  /** Something is said about a claim of the storage namespace. */
  told(claimName: string): void;
}

/** Opens the caches; resolves when they are complete. Throws what a first list does. */
export async function openView(context: ProvisionerContext, listener: ViewListener): Promise<View> {
  const { consumer: port, clock, signal, log, settings } = context;
  const open = <T extends { metadata: Meta }>(
    kind: Kind<T>,
    changed: (object: T, change: Change) => void,
    namespace?: string,
  ): Promise<Informer<T>> =>
    startInformer({
      port,
      kind,
      clock,
      signal,
      changed,
      ...(namespace === undefined ? {} : { scope: { namespace } }),
      onTrouble: (error) => log.warn({ kind: kind.kind, error: String(error) }, 'a watch failed'),
    });
  const told = new ClaimEvents();
  const surroundings = () => listener.surroundings();
  const [claims, volumes, classes, nodes, offloadings, virtualNodes] = await Promise.all([
    open(kinds.claim, (claim) => listener.claim(claim)),
    open(kinds.volume, (volume) => listener.volume(volume)),
    open(kinds.storageClass, surroundings),
    // Kubelets write their nodes' state all the time.
    open(kinds.node, (_node, change) => (change === 'MODIFIED' ? undefined : surroundings())),
    open(liqoKinds.namespaceOffloading, surroundings),
    open(liqoKinds.virtualNode, surroundings),
    open(
      kinds.event,
      (event, change) => {
        told.take(event, change);
        if (event.involvedObject.kind === kinds.claim.kind) listener.told(event.involvedObject.name ?? '');
      },
      settings.storageNamespace,
    ),
  ]);
  return { claims, volumes, classes, nodes, offloadings, virtualNodes, told };
}
