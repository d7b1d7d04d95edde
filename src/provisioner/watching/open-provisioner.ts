import type { Claim } from '../../kube/objects/kinds.ts';
import type { ProvisionerContext } from '../model/context.ts';
import { isOurs, virtualKeyOf } from '../model/ownership.ts';
import type { Provisioner } from '../model/provisioner.ts';
import { openView } from './open-view.ts';
import { Providers } from './providers.ts';

/** Names of the reconcilers, by which what is to be looked at is handed to them. */
export const reconcilerNames = { installation: 'installation', claims: 'claims', volumes: 'volumes' } as const;

/**
 * Opens the caches and says of each change which claim or volume it is about: the virtual claim itself, the one that a real claim was made for, or
 * all that wait for a class, a node or an offloading. Throws what a first list does.
 */
export async function openProvisioner(context: ProvisionerContext): Promise<Provisioner> {
  const { settings, consumer, record, clock } = context;
  const about = (key: string | undefined) => {
    if (key !== undefined) context.enqueue(reconcilerNames.claims, key);
  };
  const aboutReal = (real: Claim | undefined) => about(real && virtualKeyOf(real));
  const isReal = (namespace: string | undefined) => namespace === settings.storageNamespace;
  // Until the caches are complete nothing is looked up in them: whatever they show first is looked at anyway.
  const known: { provisioner?: Provisioner } = {};
  const aboutRealNamed = (name: string) => aboutReal(known.provisioner?.view.claims.get(name, settings.storageNamespace));
  const view = await openView(context, {
    claim: (claim) => (isReal(claim.metadata.namespace) ? aboutReal(claim) : about(keyText(claim))),
    volume: ({ metadata, spec }) => {
      context.enqueue(reconcilerNames.volumes, metadata.name);
      const { namespace = '', name = '' } = spec?.claimRef ?? {};
      if (isReal(namespace)) aboutRealNamed(name);
      else if (name !== '') about(`${namespace}/${name}`);
    },
    surroundings: () => {
      for (const claim of unboundClaims(known.provisioner)) about(keyText(claim));
    },
    told: aboutRealNamed,
  });
  const providers = new Providers(context, view, aboutReal);
  const provisioner: Provisioner = {
    settings,
    consumer,
    view,
    record,
    clock,
    remoteNamespace: (provider, namespace) => providers.open(provider, namespace),
  };
  known.provisioner = provisioner;
  return provisioner;
}

/** Those that may be waiting for a class, a node or an offloading. */
function unboundClaims(provisioner: Provisioner | undefined): readonly Claim[] {
  if (provisioner === undefined) return [];
  return provisioner.view.claims.items().filter((claim) => claim.spec?.volumeName === undefined && isOurs(provisioner, claim));
}

function keyText({ metadata: { namespace = '', name } }: Claim): string {
  return `${namespace}/${name}`;
}
