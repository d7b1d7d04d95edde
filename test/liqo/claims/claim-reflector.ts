import { type Claim, kinds } from '../../../src/kube/objects/kinds.ts';
import { storageClassOf } from '../../../src/kube/objects/storage-class.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { alreadyExists, type Reflection, sayFailed, sayReflected } from '../kubelet/reflection.ts';
import { classesOf } from '../peering.ts';
import { createQueue } from '../queue.ts';
import { watchAll } from '../watched.ts';
import { apply, keyOf, removeByUid } from '../writes.ts';
import { decideClaim } from './claim-rules.ts';
import { selectedNode, selectedNodeOf, wantsVolume } from './provisioning.ts';
import { forgeRemoteClaim } from './remote-claim.ts';
import { forgeVirtualVolume, volumeNameOf } from './virtual-volume.ts';

/** Reflects the claims of one namespace: looks at a name whenever the local or the remote claim of that name changes. */
export async function reflectClaims(reflection: Reflection): Promise<void> {
  const { view, provider, local: localNamespace, remote: remoteNamespace, lifetime } = reflection;
  const queue = createQueue(async (name) => {
    const local = view.claims.get(name, localNamespace);
    await handle(reflection, local, remotes.get(name, remoteNamespace));
  }, lifetime);
  const remotes = await watchAll(provider.tenantPort, kinds.claim, { namespace: remoteNamespace }, lifetime);
  const locals = () => view.claims.items().filter((claim) => claim.metadata.namespace === localNamespace);
  view.claims.listen((claim) => {
    if (claim.metadata.namespace === localNamespace) queue.add(claim.metadata.name);
  }, lifetime.signal);
  remotes.listen((claim) => queue.add(claim.metadata.name), lifetime.signal);
  for (const claim of [...locals(), ...remotes.items()]) queue.add(claim.metadata.name);
  queue.start();
}

async function handle(reflection: Reflection, local: Claim | undefined, remote: Claim | undefined): Promise<void> {
  switch (decide(reflection, local, remote)) {
    case 'say-already-exists':
      return sayFailed(reflection, kinds.claim, local as Claim, alreadyExists);
    case 'delete-remote':
      return removeByUid(reflection.provider.tenantPort, kinds.claim, { ...keyOf(remote as Claim), uid: remote?.metadata.uid });
    case 'unselect-node':
      return unselectNode(reflection, local as Claim);
    case 'say-reflected':
      return sayReflected(reflection, kinds.claim, local as Claim);
    case 'provision':
      return provision(reflection, local as Claim, remote);
    case 'nothing':
      return undefined;
  }
}

function decide({ view, pair, provider }: Reflection, local: Claim | undefined, remote: Claim | undefined) {
  const node = local === undefined ? undefined : view.nodes.get(selectedNodeOf(local));
  return decideClaim({
    pair,
    local,
    remote,
    wantsVolume: local !== undefined && wantsVolume(local, view.classes.get(storageClassOf(local) ?? '')),
    storageEnabled: classesOf(provider).length > 0,
    selectedProvider: node?.metadata.labels?.[liqoNames.remoteClusterId],
  });
}

async function unselectNode({ consumer }: Reflection, local: Claim): Promise<void> {
  const { resourceVersion } = local.metadata;
  await consumer.port.mergePatch(kinds.claim, keyOf(local), { metadata: { resourceVersion, annotations: { [selectedNode]: null } } });
}

async function provision(reflection: Reflection, local: Claim, remote: Claim | undefined): Promise<void> {
  try {
    await ensureProvisioned(reflection, local, remote);
  } catch (error) {
    await sayFailed(reflection, kinds.claim, local, error instanceof Error ? error.message : String(error));
    throw error;
  }
  await sayReflected(reflection, kinds.claim, local);
}

/** The volume comes as soon as the remote claim is applied: the virtual claim is bound before the remote one can be. */
async function ensureProvisioned(reflection: Reflection, local: Claim, remote: Claim | undefined): Promise<void> {
  const { consumer, provider, pair, view } = reflection;
  const storageClass = view.classes.get(storageClassOf(local) ?? '');
  if (storageClass === undefined) return;
  const claim = forgeRemoteClaim({ local, remote, namespace: reflection.remote, pair, classes: classesOf(provider) });
  await apply(provider.tenantPort, kinds.claim, claim);
  if ((await consumer.port.find(kinds.volume, { name: volumeNameOf(local) })) === undefined) {
    const behind = { key: liqoNames.remoteClusterId, operator: 'In', values: [pair.provider] };
    const volume = forgeVirtualVolume({
      claim: local,
      storageClass,
      source: { hostPath: { path: liqoNames.placeholderPath } },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [behind] }] } },
    });
    await consumer.port.create(kinds.volume, volume);
  }
  const { resourceVersion } = local.metadata;
  await consumer.port.mergePatch(kinds.claim, keyOf(local), { metadata: { resourceVersion }, spec: { volumeName: volumeNameOf(local) } });
}
