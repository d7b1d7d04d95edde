import type { Claim } from '../../kube/kinds.ts';
import { liqoNames } from '../../liqo/names.ts';
import { storageRequest } from '../claim/claim-copy.ts';
import { ownAnnotations } from '../held/guarded-writes.ts';
import type { Journal } from '../model/journal.ts';
import type { LocalHome, RemoteHome } from '../model/home.ts';
import type { MoveNow } from '../model/move.ts';
import { moveLabels } from '../model/names.ts';

/** A label value may have 63 characters, a claim's name 253. */
export const longestLabel = 63;

/** Labels by which Liqo's provisioner knows the real claim of a virtual one (storageprovisioner). */
export function liqoLabels({ namespace, claim }: Journal['request']): Record<string, string> {
  return {
    [liqoNames.managed]: 'true',
    [liqoNames.virtualClaimNamespace]: namespace,
    ...(claim.length > longestLabel ? {} : { [liqoNames.virtualClaimName]: claim }),
  };
}

/** The empty claim that a local target mover fills; the volume follows the mover's node. */
export function renderStagedClaim(move: MoveNow, home: LocalHome): Claim {
  const { claim, id } = move.journal.value;
  const original = claim as unknown as Claim;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: home.claim, namespace: home.namespace, labels: { [moveLabels.id]: id }, annotations: ownAnnotations(move) },
    spec: {
      accessModes: original.spec?.accessModes ?? [],
      volumeMode: 'Filesystem',
      resources: { requests: { storage: storageRequest(original) } },
      ...(home.storageClass === undefined ? {} : { storageClassName: home.storageClass }),
    },
  };
}

const knownAccessModes = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

/** The claim in a provider as the virtual kubelet would make it, but without the labels that make it the kubelet's, and with our finalizer. */
export function renderRemoteClaim(move: MoveNow, home: RemoteHome): Claim {
  const original = move.journal.value.claim as unknown as Claim;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: home.claim,
      namespace: home.namespace,
      labels: original.metadata.labels ?? {},
      annotations: ownAnnotations(move),
      finalizers: [moveLabels.hold],
    },
    spec: {
      accessModes: remoteAccessModes(original),
      volumeMode: original.spec?.volumeMode ?? 'Filesystem',
      resources: { requests: { storage: storageRequest(original) } },
      ...(home.storageClass === undefined ? {} : { storageClassName: home.storageClass }),
    },
  };
}

/** Annotation `liqo.io/remote-access-modes`, where it names known modes only, else the claim's own (virtual kubelet's rule). */
function remoteAccessModes({ metadata, spec }: Claim): string[] {
  const wished = metadata.annotations?.[liqoNames.remoteAccessModes]?.split(',').map((mode) => mode.trim()) ?? [];
  const known = wished.length > 0 && wished.every((mode) => knownAccessModes.includes(mode));
  return known ? wished : (spec?.accessModes ?? []);
}
