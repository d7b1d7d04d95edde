import type { Claim } from '../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { type Pair, reflectionLabels } from '../marks.ts';
import type { AdvertisedClass } from '../peering.ts';
import { selectedNode } from './provisioning.ts';

const keptBack = new Set([
  'pv.kubernetes.io/bind-completed',
  'pv.kubernetes.io/bound-by-controller',
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/storage-provisioner',
  selectedNode,
  'volume.beta.kubernetes.io/storage-class',
]);

const accessModes = new Set(['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod']);

export interface RemoteClaim {
  readonly local: Claim;
  /** What is there already, if it is the virtual kubelet's own. */
  readonly remote: Claim | undefined;
  readonly namespace: string;
  readonly pair: Pair;
  readonly classes: readonly AdvertisedClass[];
}

/** The claim that the virtual kubelet applies in the provider. Throws on an unknown access mode in the annotation, as it does. */
export function forgeRemoteClaim({ local, remote, namespace, pair, classes }: RemoteClaim): Claim {
  const annotations = local.metadata.annotations ?? {};
  const storageClassName = annotations[liqoNames.remoteStorageClass] ?? remote?.spec?.storageClassName ?? realClass(classes);
  const { volumeMode = 'Filesystem', resources } = local.spec ?? {};
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: local.metadata.name,
      namespace,
      labels: { ...local.metadata.labels, ...reflectionLabels(pair) },
      annotations: Object.fromEntries(Object.entries(annotations).filter(([name]) => !keptBack.has(name))),
    },
    spec: {
      accessModes: modesOf(local),
      volumeMode,
      ...(resources === undefined ? {} : { resources }),
      ...(storageClassName === undefined ? {} : { storageClassName }),
    },
  };
}

function modesOf(local: Claim): string[] {
  const wanted = local.metadata.annotations?.[liqoNames.remoteAccessModes];
  if (wanted === undefined) return local.spec?.accessModes ?? [];
  const modes = wanted.split(',').map((mode) => mode.trim());
  const unknown = modes.find((mode) => !accessModes.has(mode));
  if (unknown !== undefined) throw new Error(`unknown access mode "${unknown}"`);
  return modes;
}

/** The class that the virtual kubelet is started with: the default one, else the first by name. */
function realClass(classes: readonly AdvertisedClass[]): string | undefined {
  const names = classes.map((one) => one.name).sort();
  return classes.find((one) => one.default === true)?.name ?? names[0];
}
