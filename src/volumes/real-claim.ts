import type { Claim, Meta } from '../kube/objects/kinds.ts';
import { liqoNames } from '../liqo/names.ts';
import { storageRequest } from './claim-size.ts';
import type { LocalHome, RemoteHome } from './home.ts';
import { storageNames } from './names.ts';

/** A label value may have 63 characters, a claim's name 253. */
export const longestLabel = 63;

/** Labels by which Liqo's provisioner knows the real claim of a virtual one (storageprovisioner). */
export function liqoLabels({ namespace, claim }: { namespace: string; claim: string }): Record<string, string> {
  return {
    [liqoNames.managed]: 'true',
    [liqoNames.virtualClaimNamespace]: namespace,
    ...(claim.length > longestLabel ? {} : { [liqoNames.virtualClaimName]: claim }),
  };
}

/** Annotations by which the provisioner of our own class knows the real claim of a virtual one, in any cluster. */
export function madeForAnnotations(claimUid: string, { namespace, name }: { namespace: string; name: string }): Record<string, string> {
  return { [storageNames.claimUid]: claimUid, [storageNames.claimNamespace]: namespace, [storageNames.claimName]: name };
}

/** What the owner of a real claim writes on it: the rules of whoever makes it, not of the home. */
export type OwnerMarks = Pick<Meta, 'labels' | 'annotations' | 'finalizers'>;

/** What of a home its real claim is made from. */
type RealKey<H extends LocalHome | RemoteHome> = Pick<H, 'namespace' | 'claim' | 'storageClass'>;

/** An empty real claim in the storage namespace for what `original` asks for; its volume follows the first pod. */
export function renderLocalClaim(original: Claim, home: RealKey<LocalHome>, marks: OwnerMarks): Claim {
  const { namespace, claim: name, storageClass } = home;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace, ...marks },
    spec: {
      accessModes: original.spec?.accessModes ?? [],
      volumeMode: original.spec?.volumeMode ?? 'Filesystem',
      resources: { requests: { storage: storageRequest(original) } },
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    },
  };
}

/**
 * The real claim in a provider as the virtual kubelet would make it of `original`, but without the labels that make it the kubelet's
 * (Liqo 1.2, virtual kubelet's reflection of claims).
 */
export function renderRemoteClaim(original: Claim, home: RealKey<RemoteHome>, marks: OwnerMarks): Claim {
  const { namespace, claim: name, storageClass } = home;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace, labels: original.metadata.labels ?? {}, ...marks },
    spec: {
      accessModes: remoteAccessModes(original),
      volumeMode: original.spec?.volumeMode ?? 'Filesystem',
      resources: { requests: { storage: storageRequest(original) } },
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    },
  };
}

const knownAccessModes = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

/** Annotation `liqo.io/remote-access-modes`, where it names known modes only, else the claim's own (virtual kubelet's rule). */
function remoteAccessModes({ metadata, spec }: Claim): string[] {
  const wished = metadata.annotations?.[liqoNames.remoteAccessModes]?.split(',').map((mode) => mode.trim()) ?? [];
  const known = wished.length > 0 && wished.every((mode) => knownAccessModes.includes(mode));
  return known ? wished : (spec?.accessModes ?? []);
}
