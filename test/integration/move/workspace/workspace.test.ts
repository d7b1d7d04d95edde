// @module-tag core
import { expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { ensureWorkspace, removeWorkspace } from '../../../../src/move/workspace/workspace.ts';
import { liqoKinds } from '../../../../src/liqo/kinds.ts';
import { offloadingName } from '../../../../src/liqo/namespace-offloading.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { openApiServers } from '../api-servers.ts';

it('neither uses nor removes a namespace that only has the name of its workspace', async () => {
  const lab = await openApiServers();
  const ours = await lab.move();
  const name = ours.journal.value.workspace;
  const foreign = await lab.rome.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await expect(ensureWorkspace(ours)).rejects.toMatchObject({ message: `Namespace ${name} is not of this move` });
  await removeWorkspace(ours);
  expect(await lab.rome.read(kinds.namespace, { name })).toEqual(foreign);
});

it('is ordered to go at once, and waited for by nobody', async () => {
  const lab = await openApiServers();
  const move = await lab.move();
  const { workspace: namespace, id } = move.journal.value;
  const labels = { [moveLabels.id]: id };
  const finalizers = ['example.com/slow'];
  const room = await lab.rome.create(kinds.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels, finalizers },
  });
  const { apiVersion, kind } = liqoKinds.namespaceOffloading;
  const metadata = { name: offloadingName, namespace, labels, finalizers };
  const spec = { namespaceMappingStrategy: 'DefaultName', podOffloadingStrategy: 'Local' } as const;
  await lab.rome.create(liqoKinds.namespaceOffloading, { apiVersion, kind, metadata, spec });
  await removeWorkspace(move);
  expect(
    (await lab.rome.read(liqoKinds.namespaceOffloading, { name: offloadingName, namespace })).metadata.deletionTimestamp,
  ).toBeDefined();
  const left = await lab.rome.read(kinds.namespace, { name: namespace });
  expect(left.metadata).toMatchObject({ uid: room.metadata.uid, deletionTimestamp: expect.any(String) });
  expect(move.waits).toEqual([]);
});
