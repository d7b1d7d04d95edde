import type { Claim } from '../../kube/objects/kinds.ts';
import type { ProvisionerContext } from '../model/context.ts';
import { virtualKeyOf } from '../model/ownership.ts';
import type { Provisioner } from '../model/provisioner.ts';
import { hearChanges, reconcilerNames } from './hear-changes.ts';
import { openView } from './open-view.ts';
import { Providers } from './providers.ts';

/** Opens the caches; resolves when they are complete. Throws what a first list does. */
export async function openProvisioner(context: ProvisionerContext): Promise<Provisioner> {
  const { settings, consumer, record, clock } = context;
  const opened: { provisioner?: Provisioner } = {};
  const enqueue: ProvisionerContext['enqueue'] = (...asked) => context.enqueue(...asked);
  const listener = hearChanges(enqueue, settings.storageNamespace, () => opened.provisioner);
  const view = await openView(context, listener);
  const real = (claim: Claim) => {
    const key = virtualKeyOf(claim);
    if (key !== undefined) enqueue(reconcilerNames.claims, key);
  };
  // Those that are bound are heard of by the list that follows.
  const providers = new Providers(context, view, { real, back: () => listener.surroundings() });
  const remoteNamespace: Provisioner['remoteNamespace'] = (provider, namespace) => providers.open(provider, namespace);
  opened.provisioner = { settings, consumer, view, record, clock, remoteNamespace };
  return opened.provisioner;
}
