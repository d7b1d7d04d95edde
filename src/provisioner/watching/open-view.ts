import { type Change, type Informer, startInformer } from '../../kube/controller/informer.ts';
import type { Scope } from '../../kube/client/port.ts';
import { type Claim, type Kind, kinds, type Meta, type Node, type StorageClass, type Volume } from '../../kube/objects/kinds.ts';
import { liqoKinds, type NamespaceOffloading } from '../../liqo/kinds.ts';
import { storageNames } from '../../volumes/names.ts';
import { aboutClaims, ClaimEvents } from '../model/claim-events.ts';
import type { ProvisionerContext } from '../model/context.ts';
import type { View } from '../model/view.ts';
import { keepClaim, keepEvent, keepMarks, keepNode, keepObject, keepVolume } from './kept-fields.ts';

/** What changes of the consumer's objects mean. */
export interface ViewListener {
  claim(claim: Claim, change: Change): void;
  volume(volume: Volume): void;
  storageClass(storageClass: StorageClass): void;
  /** A node, a class or a virtual node changed: what waits for such a thing may go on. */
  surroundings(): void;
  offloading(offloading: NamespaceOffloading): void;
  /** A guard of ours, or its binding, changed. */
  guard(object: { metadata: Meta }): void;
  /** Something is said about a claim of the storage namespace. */
  told(claimName: string): void;
}

/** Opens the caches; resolves when they are complete. Throws what a first list does. */
export async function openView(context: ProvisionerContext, listener: ViewListener): Promise<View> {
  const told = new ClaimEvents();
  const surroundings = () => listener.surroundings();
  // Kubelets write their nodes' state all the time.
  const nodeChanged = (_node: Node, change: Change) => (change === 'MODIFIED' ? undefined : surroundings());
  const classChanged = (storageClass: StorageClass) => {
    listener.storageClass(storageClass);
    surroundings();
  };
  const said = { namespace: context.settings.storageNamespace, fields: aboutClaims };
  const [claims, volumes, classes, nodes, offloadings, virtualNodes, guards] = await Promise.all([
    open(context, { kind: kinds.claim, keep: keepClaim }, (claim, change) => listener.claim(claim, change)),
    open(context, { kind: kinds.volume, keep: keepVolume }, (volume) => listener.volume(volume)),
    open(context, { kind: kinds.storageClass }, classChanged),
    open(context, { kind: kinds.node, keep: keepNode }, nodeChanged),
    open(context, { kind: liqoKinds.namespaceOffloading }, (offloading) => listener.offloading(offloading)),
    open(context, { kind: liqoKinds.virtualNode }, surroundings),
    openGuards(context, listener),
    open(context, { kind: kinds.event, scope: said, keep: keepEvent }, (event, change) => {
      told.take(event, change);
      listener.told(event.involvedObject.name ?? '');
    }),
  ]);
  return { claims, volumes, classes, nodes, offloadings, virtualNodes, ...guards, told };
}

async function openGuards(context: ProvisionerContext, listener: ViewListener): Promise<Pick<View, 'policies' | 'policyBindings'>> {
  if (!(await context.consumer.serves(kinds.admissionPolicy))) {
    context.log.warn({}, 'this cluster has no ValidatingAdmissionPolicy: nothing guards the claims');
    return { policies: undefined, policyBindings: undefined };
  }
  const scope = { labels: `${storageNames.guards}=true` };
  const [policies, policyBindings] = await Promise.all([
    open(context, { kind: kinds.admissionPolicy, scope, keep: keepMarks }, (policy) => listener.guard(policy)),
    open(context, { kind: kinds.admissionPolicyBinding, scope, keep: keepMarks }, (binding) => listener.guard(binding)),
  ]);
  return { policies, policyBindings };
}

interface Watched<T> {
  readonly kind: Kind<T>;
  readonly scope?: Scope;
  readonly keep?: (object: T) => T;
}

function open<T extends { apiVersion: string; kind: string; metadata: Meta }>(
  { consumer: port, clock, signal, log, settings }: ProvisionerContext,
  { kind, scope = {}, keep = keepObject }: Watched<T>,
  changed: (object: T, change: Change) => void,
): Promise<Informer<T>> {
  const onTrouble = (error: unknown) => log.warn({ kind: kind.kind, error: String(error) }, 'a watch failed');
  const { resyncMilliseconds } = settings;
  return startInformer({ port, kind, scope, clock, signal, keep, changed, onTrouble, resyncMilliseconds });
}
