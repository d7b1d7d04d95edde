import type { Change } from '../../kube/controller/informer.ts';
import type { Claim, StorageClass, Volume } from '../../kube/objects/kinds.ts';
import { storageClassOf } from '../../kube/objects/storage-class.ts';
import { parseVolumeSide, type VolumeSide } from '../../liqo/volume-home.ts';
import { storageNames } from '../../volumes/names.ts';
import { guardedBy } from '../guards/guard-policy.ts';
import { guardKey } from '../guards/guarded-claims.ts';
import type { ProvisionerContext } from '../model/context.ts';
import { isOurs, virtualKeyOf } from '../model/ownership.ts';
import { sideOfClaim } from '../model/side.ts';
import type { Provisioner } from '../model/provisioner.ts';
import type { ViewListener } from './open-view.ts';

/** Names of the reconcilers, by which what is to be looked at is handed to them. */
export const reconcilerNames = {
  installation: 'installation',
  claims: 'claims',
  volumes: 'volumes',
  guards: 'guards',
  classes: 'classes',
} as const;

/** Guards look at all claims: however many change, once in this time is enough. */
const guardDelay = 500;

/** A class that is not used any more may be wanted again at once, by the next replica of a set. */
const classDelay = 30_000;

type Enqueue = ProvisionerContext['enqueue'];

/**
 * Says of each change which key it is about: the virtual claim itself, the one that a real claim was made for, all that wait for a class or a
 * node, all of an offloaded namespace; a guard; a derived class. `opened` is undefined until the caches are complete: whatever they show first is
 * looked at anyway.
 */
export function hearChanges(enqueue: Enqueue, storageNamespace: string, opened: () => Provisioner | undefined): ViewListener {
  const about = (key: string | undefined) => (key === undefined ? undefined : enqueue(reconcilerNames.claims, key));
  const aboutReal = (name: string) => {
    const real = opened()?.view.claims.get(name, storageNamespace);
    about(real && virtualKeyOf(real));
  };
  /** Providers that a guard stands for, or stood. */
  const peerings = new Set<string>();
  // A claim that has been moved away names its old provider no more, and its claim and volume are heard of in any order.
  const aboutPeerings = () => {
    for (const key of peerings) enqueue(reconcilerNames.guards, key, guardDelay);
  };
  return {
    claim: (claim, change) => {
      if (claim.metadata.namespace === storageNamespace) return hearRealClaim(enqueue, claim, change);
      hearVirtualClaim(enqueue, claim);
      aboutPeerings();
    },
    volume: (volume) => {
      const { namespace, name } = hearVolume(enqueue, volume);
      if (namespace === storageNamespace) return aboutReal(name);
      aboutPeerings();
      if (name === '') return;
      enqueue(reconcilerNames.guards, guardKey({ what: 'namespace', name: namespace }), guardDelay);
      about(`${namespace}/${name}`);
    },
    storageClass: (storageClass) => hearClass(enqueue, storageClass),
    surroundings: () => {
      for (const claim of ownClaims(opened()).filter(mayWait)) about(keyText(claim));
    },
    offloading: ({ metadata: { namespace = '' } }) => hearOffloading(enqueue, opened(), namespace),
    guard: (object) => {
      const guarded = guardedBy(object);
      if (guarded === undefined) return;
      if (guarded.what === 'peering') peerings.add(guardKey(guarded));
      enqueue(reconcilerNames.guards, guardKey(guarded), guardDelay);
    },
    told: aboutReal,
  };
}

function hearVirtualClaim(enqueue: Enqueue, claim: Claim): void {
  const { namespace = '' } = claim.metadata;
  enqueue(reconcilerNames.claims, keyText(claim));
  const side = sideOfClaim(claim, undefined);
  if (side === undefined) return;
  enqueue(reconcilerNames.guards, guardKey({ what: 'namespace', name: namespace }), guardDelay);
  hearSide(enqueue, side);
}

function hearRealClaim(enqueue: Enqueue, claim: Claim, change: Change): void {
  const key = virtualKeyOf(claim);
  if (key !== undefined) enqueue(reconcilerNames.claims, key);
  const name = storageClassOf(claim);
  if (change === 'DELETED' && name) enqueue(reconcilerNames.classes, name, classDelay);
}

/** Answers where the claim is that the volume is meant for. */
function hearVolume(enqueue: Enqueue, volume: Volume): { readonly namespace: string; readonly name: string } {
  enqueue(reconcilerNames.volumes, volume.metadata.name);
  hearSide(enqueue, parseVolumeSide(volume));
  const { namespace = '', name = '' } = volume.spec?.claimRef ?? {};
  return { namespace, name };
}

function hearSide(enqueue: Enqueue, side: VolumeSide | undefined): void {
  if (side?.side === 'remote') enqueue(reconcilerNames.guards, guardKey({ what: 'peering', name: side.provider }), guardDelay);
}

function hearClass(enqueue: Enqueue, { metadata: { name, labels = {} } }: StorageClass): void {
  if (labels[storageNames.derivedClass] === 'true') enqueue(reconcilerNames.classes, name, classDelay);
}

/** About those that are bound, too: nothing is heard of their real claims while the namespace is offloaded to nobody. */
function hearOffloading(enqueue: Enqueue, provisioner: Provisioner | undefined, namespace: string): void {
  for (const claim of ownClaims(provisioner, namespace)) enqueue(reconcilerNames.claims, keyText(claim));
  for (const { metadata, spec } of provisioner?.view.volumes.items() ?? [])
    if (spec?.claimRef?.namespace === namespace) enqueue(reconcilerNames.volumes, metadata.name);
}

function ownClaims(provisioner: Provisioner | undefined, namespace?: string): readonly Claim[] {
  if (provisioner === undefined) return [];
  return provisioner.view.claims.items(namespace).filter((claim) => isOurs(provisioner, claim));
}

/** Whether it may be waiting for a class or a node, or for the end of a real claim that went with its provider. */
function mayWait({ metadata, spec }: Claim): boolean {
  return spec?.volumeName === undefined || metadata.deletionTimestamp !== undefined;
}

function keyText({ metadata: { namespace = '', name } }: Claim): string {
  return `${namespace}/${name}`;
}
