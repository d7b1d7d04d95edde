import { liqoKinds } from '../../../src/liqo/kinds.ts';
import { offloadingName } from '../../../src/liqo/namespace-offloading.ts';
import type { RemoteHome } from '../../../src/volumes/home.ts';
import { moveLabels } from '../../../src/move/model/names.ts';
import type { Meta } from '../../../src/kube/objects/kinds.ts';
import { remoteTarget } from '../../support/journals.ts';
import { bind, type ApiServers } from './api-servers.ts';
import { claimOf } from '../../support/claims.ts';
import { volumeOf } from '../../support/volumes.ts';

/** A new copy in milan as the phases before the cut leave it: bound, held, in a namespace that milan accepts. */
export async function stageTarget({ rome, milan }: ApiServers, metadata: Partial<Meta> = {}): Promise<RemoteHome> {
  const key = { name: remoteTarget.claim, namespace: remoteTarget.namespace };
  const { claim } = await bind(milan, claimOf(key, { finalizers: [moveLabels.hold], ...metadata }), volumeOf('there'));
  const { apiVersion, kind } = liqoKinds.namespaceOffloading;
  const where = { name: offloadingName, namespace: 'shop' };
  await rome.create(liqoKinds.namespaceOffloading, {
    apiVersion,
    kind,
    metadata: where,
    spec: { podOffloadingStrategy: 'LocalAndRemote' },
  });
  const holds = (['OffloadingRequired', 'Ready'] as const).map((type) => ({ type, status: 'True' as const }));
  const status = { remoteNamespaceName: key.namespace, remoteNamespacesConditions: { milan: holds } };
  await rome.mergePatch(liqoKinds.namespaceOffloading, where, { status }, { subresource: 'status' });
  return { ...remoteTarget, claimUid: claim.metadata.uid ?? '' };
}
