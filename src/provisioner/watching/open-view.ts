import { type Change, type Informer, startInformer } from '../../kube/controller/informer.ts';
import type { Scope } from '../../kube/client/port.ts';
import { type Claim, type Event, type Kind, kinds, type Meta, type StorageClass, type Volume } from '../../kube/objects/kinds.ts';
import { liqoKinds } from '../../liqo/kinds.ts';
import { storageNames } from '../../volumes/names.ts';
import { ClaimEvents } from '../model/claim-events.ts';
import type { ProvisionerContext } from '../model/context.ts';
import type { View } from '../model/view.ts';

/** What changes of the consumer's objects mean. */
export interface ViewListener {
  claim(claim: Claim, change: Change): void;
  volume(volume: Volume): void;
  storageClass(storageClass: StorageClass): void;
  /** A node, an offloading, a class or a virtual node changed: what waits for such a thing may go on. */
  surroundings(): void;
  /** A guard of ours, or its binding, changed. */
  guard(object: { metadata: Meta }): void;
  /** Something is said about a claim of the storage namespace. */
  told(claimName: string): void;
}

/** Opens the caches; resolves when they are complete. Throws what a first list does. */
export async function openView(context: ProvisionerContext, listener: ViewListener): Promise<View> {
  const told = new ClaimEvents();
  const surroundings = () => listener.surroundings();
  const [claims, volumes, classes, nodes, offloadings, virtualNodes, guards] = await Promise.all([
    open(context, { kind: kinds.claim }, (claim, change) => listener.claim(claim, change)),
    open(context, { kind: kinds.volume }, (volume) => listener.volume(volume)),
    open(context, { kind: kinds.storageClass }, (storageClass) => {
      listener.storageClass(storageClass);
      surroundings();
    }),
    // Kubelets write their nodes' state all the time.
    open(context, { kind: kinds.node }, (_node, change) => (change === 'MODIFIED' ? undefined : surroundings())),
    open(context, { kind: liqoKinds.namespaceOffloading }, surroundings),
    open(context, { kind: liqoKinds.virtualNode }, surroundings),
    openGuards(context, listener),
    open(context, { kind: kinds.event, scope: { namespace: context.settings.storageNamespace } }, (event, change) =>
      hear(told, listener, { event, change }),
    ),
  ]);
  return { claims, volumes, classes, nodes, offloadings, virtualNodes, ...guards, told };
}

function hear(told: ClaimEvents, listener: ViewListener, { event, change }: { event: Event; change: Change }): void {
  told.take(event, change);
  if (event.involvedObject.kind === kinds.claim.kind) listener.told(event.involvedObject.name ?? '');
}

async function openGuards(context: ProvisionerContext, listener: ViewListener): Promise<Pick<View, 'policies' | 'policyBindings'>> {
  if (!(await context.consumer.serves(kinds.admissionPolicy))) {
    context.log.warn({}, 'this cluster has no ValidatingAdmissionPolicy: nothing guards the claims');
    return { policies: undefined, policyBindings: undefined };
  }
  const scope = { labels: `${storageNames.guards}=true` };
  const [policies, policyBindings] = await Promise.all([
    open(context, { kind: kinds.admissionPolicy, scope }, (policy) => listener.guard(policy)),
    open(context, { kind: kinds.admissionPolicyBinding, scope }, (binding) => listener.guard(binding)),
  ]);
  return { policies, policyBindings };
}

function open<T extends { metadata: Meta }>(
  { consumer: port, clock, signal, log, settings }: ProvisionerContext,
  { kind, scope = {} }: { readonly kind: Kind<T>; readonly scope?: Scope },
  changed: (object: T, change: Change) => void,
): Promise<Informer<T>> {
  const onTrouble = (error: unknown) => log.warn({ kind: kind.kind, error: String(error) }, 'a watch failed');
  return startInformer({ port, kind, scope, clock, signal, changed, onTrouble, resyncMilliseconds: settings.resyncMilliseconds });
}
