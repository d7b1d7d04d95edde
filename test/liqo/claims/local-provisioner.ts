import { type Claim, kinds, type StorageClass, type Volume } from '../../../src/kube/objects/kinds.ts';
import { storageClassOf } from '../../../src/kube/objects/storage-class.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import type { Lifetime } from '../lifetime.ts';
import { type Consumer, storageNamespaceOf } from '../peering.ts';
import { createQueue } from '../queue.ts';
import { watchAll, type Watched } from '../watched.ts';
import { apply } from '../writes.ts';
import { selectedNode, selectedNodeOf, wantsVolume } from './provisioning.ts';
import { forgeVirtualVolume, volumeNameOf } from './virtual-volume.ts';

const alphaSelectedNode = 'volume.alpha.kubernetes.io/selected-node';

interface View {
  readonly claims: Watched<Claim>;
  readonly classes: Watched<StorageClass>;
  readonly virtualNodes: Watched<{ metadata: { name: string } }>;
}

/** Gives virtual claims whose selected node is physical a real claim in the storage namespace and, once that is bound, a volume (liqo.md 3.2). */
export async function startLocalProvisioner(consumer: Consumer, lifetime: Lifetime): Promise<void> {
  const { port } = consumer;
  const namespace = storageNamespaceOf(consumer);
  const queue = createQueue((key) => provision(consumer, view, key), lifetime);
  const [claims, classes, virtualNodes] = await Promise.all([
    watchAll(port, kinds.claim, {}, lifetime),
    watchAll(port, kinds.storageClass, {}, lifetime),
    watchAll(port, kinds.node, { labels: `${liqoNames.nodeType}=${liqoNames.virtualNode}` }, lifetime),
  ]);
  const view: View = { claims, classes, virtualNodes };
  const seen = (claim: Claim) => queue.add(virtualKey(claim, namespace));
  claims.listen(seen, lifetime.signal);
  classes.listen(() => claims.items().forEach(seen), lifetime.signal);
  claims.items().forEach(seen);
  queue.start();
}

/** A change of a real claim is about the virtual one that it was made for. */
function virtualKey(claim: Claim, storageNamespace: string): string {
  const { name, namespace = '', labels = {} } = claim.metadata;
  const owner = labels[liqoNames.virtualClaimName];
  const mine = namespace === storageNamespace && owner !== undefined;
  return mine ? `${labels[liqoNames.virtualClaimNamespace]}/${owner}` : `${namespace}/${name}`;
}

async function provision(consumer: Consumer, view: View, key: string): Promise<void> {
  const { port } = consumer;
  const wanted = findWanted(view, key);
  if (wanted === undefined) return;
  const { claim } = wanted;
  if ((await port.find(kinds.volume, { name: volumeNameOf(claim) })) !== undefined) return;
  const real = await apply(port, kinds.claim, forgeRealClaim(claim, storageNamespaceOf(consumer)));
  // Not bound yet: its change brings us back here.
  if (!real.spec?.volumeName) return;
  const volume = await port.read(kinds.volume, { name: real.spec.volumeName });
  const mirrored = { source: sourceOf(volume), nodeAffinity: localAffinity(volume) };
  await port.create(kinds.volume, forgeVirtualVolume({ ...wanted, ...mirrored }));
}

function findWanted({ claims, classes, virtualNodes }: View, key: string): { claim: Claim; storageClass: StorageClass } | undefined {
  const [namespace = '', name = ''] = key.split('/');
  const claim = claims.get(name, namespace);
  const storageClass = classes.get((claim && storageClassOf(claim)) ?? '');
  if (claim === undefined || storageClass === undefined || !wantsVolume(claim, storageClass)) return undefined;
  // A virtual node's claims are the virtual kubelet's.
  const isRemote = virtualNodes.get(selectedNodeOf(claim)) !== undefined;
  return isRemote ? undefined : { claim, storageClass };
}

function forgeRealClaim(claim: Claim, storageNamespace: string): Claim {
  const { name, namespace = '', uid = '' } = claim.metadata;
  const node = selectedNodeOf(claim);
  const { volumeName: _bound, storageClassName: _virtual, ...spec } = claim.spec ?? {};
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: uid,
      namespace: storageNamespace,
      labels: {
        [liqoNames.managed]: 'true',
        [liqoNames.virtualClaimName]: name,
        [liqoNames.virtualClaimNamespace]: namespace,
      },
      annotations: { [selectedNode]: node, [alphaSelectedNode]: node },
    },
    spec,
  };
}

const notSource = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeMode',
  'volumeAttributesClassName',
]);

function sourceOf(volume: Volume): Partial<NonNullable<Volume['spec']>> {
  return Object.fromEntries(Object.entries(volume.spec ?? {}).filter(([field]) => !notSource.has(field)));
}

/** Where the real volume can be reached, and never on a virtual node. */
function localAffinity(volume: Volume): NonNullable<Volume['spec']>['nodeAffinity'] {
  const physical = { key: liqoNames.nodeType, operator: 'DoesNotExist' };
  const terms = volume.spec?.nodeAffinity?.required?.nodeSelectorTerms ?? [{}];
  return {
    required: { nodeSelectorTerms: terms.map((term) => ({ ...term, matchExpressions: [...(term.matchExpressions ?? []), physical] })) },
  };
}
