import { kinds, type Namespace } from '../../../src/kube/objects/kinds.ts';
import { failedWith } from '../../../src/kube/client/errors.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { rbacKinds, type RoleBinding } from '../kinds.ts';
import type { Pair } from '../marks.ts';
import { type Provider, tenantNamespace } from '../peering.ts';
import { removeByUid } from '../writes.ts';
import { isMappedFrom, managedByMap, mapKey, originalName } from './mapping.ts';

export const tenantRole = 'liqo-virtual-kubelet-remote';

/** How far a provider is with a namespace. */
export type Standing = 'accepted' | 'creating' | 'foreign' | 'terminating' | 'absent';

export interface Wanted {
  readonly provider: Provider;
  readonly pair: Pair;
  /** Namespace of the consumer. */
  readonly local: string;
  /** Its name in the provider. */
  readonly remote: string;
}

/** Makes the namespace and the tenant's rights in it. One that is there already and not ours is refused. */
export async function ensureRemoteNamespace({ provider, pair, local, remote }: Wanted): Promise<Standing> {
  const present = await provider.port.find(kinds.namespace, { name: remote });
  if (present === undefined) await createNamespace(provider, namespaceFor({ provider, pair, local, remote }));
  else if (!isMappedFrom(present, local, pair)) return 'foreign';
  else if (present.metadata.deletionTimestamp !== undefined) return 'creating';
  await ensureBinding(provider, bindingFor(pair, remote));
  return 'accepted';
}

/** Deletes the namespace with everything in it, the data too. */
export async function removeRemoteNamespace({ provider, pair, local, remote }: Wanted): Promise<Standing> {
  const present = await provider.port.find(kinds.namespace, { name: remote });
  if (present === undefined || !isMappedFrom(present, local, pair)) return 'absent';
  if (present.metadata.deletionTimestamp === undefined) {
    await removeByUid(provider.port, kinds.namespace, { name: remote, uid: present.metadata.uid });
  }
  return (await provider.port.find(kinds.namespace, { name: remote })) === undefined ? 'absent' : 'terminating';
}

function namespaceFor({ pair, local, remote }: Wanted): Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: remote,
      labels: { [liqoNames.remoteClusterId]: pair.consumer },
      annotations: { [managedByMap]: mapKey(pair), [originalName]: local },
    },
  };
}

function bindingFor(pair: Pair, namespace: string): RoleBinding {
  const apiGroup = 'rbac.authorization.k8s.io';
  return {
    apiVersion: rbacKinds.roleBinding.apiVersion,
    kind: 'RoleBinding',
    metadata: { name: tenantNamespace(pair.consumer), namespace },
    roleRef: { apiGroup, kind: 'ClusterRole', name: tenantRole },
    subjects: [{ apiGroup, kind: 'Group', name: pair.consumer }],
  };
}

async function createNamespace(provider: Provider, namespace: Namespace): Promise<void> {
  await ignoringExisting(provider.port.create(kinds.namespace, namespace));
}

async function ensureBinding(provider: Provider, binding: RoleBinding): Promise<void> {
  const { name, namespace = '' } = binding.metadata;
  if ((await provider.port.find(rbacKinds.roleBinding, { name, namespace })) !== undefined) return;
  await ignoringExisting(provider.port.create(rbacKinds.roleBinding, binding));
}

async function ignoringExisting(creation: Promise<unknown>): Promise<void> {
  await creation.catch((error: unknown) => {
    if (!failedWith(error, 'alreadyExists')) throw error;
  });
}
