// @module-tag core
import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../../src/base/errors.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { ensureWorkspace, removeWorkspace } from '../../../../src/move/workspace/workspace.ts';
import { liqoKinds } from '../../../../src/liqo/kinds.ts';
import { offloadingName } from '../../../../src/liqo/namespace-offloading.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { createFakeClock } from '../../../fake-clock.ts';
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

describe('a repository that does not start', () => {
  const container = { name: 'server', image: 'X', imageID: '', ready: false, restartCount: 0 };
  const waiting = { reason: 'InvalidImageName', message: 'could not parse image name "X"' };
  const pulling = { containerStatuses: [{ ...container, state: { waiting } }] };
  const unscheduled = (message: string) => ({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] });

  it('is waited for in the words of the scheduler, and given up when its image can never be pulled', async () => {
    const lab = await openApiServers();
    const move = await lab.move();
    const ending = ensureWorkspace(move).catch((error: unknown) => error);
    const key = { namespace: move.journal.value.workspace, name: 'repository' };
    await expect.poll(() => lab.rome.find(kinds.pod, key)).toBeDefined();
    const early = unscheduled('0/2 nodes: waiting for ephemeral volume controller to create the persistentvolumeclaim');
    await lab.rome.mergePatch(kinds.pod, key, { status: early }, { subresource: 'status' });
    await lab.rome.mergePatch(kinds.pod, key, { status: unscheduled('0/2 nodes: Insufficient memory') }, { subresource: 'status' });
    await expect.poll(() => move.waits.at(-1)).toBe('the repository to start: 0/2 nodes: Insufficient memory');
    expect(move.waits.join()).not.toContain('ephemeral');
    await lab.rome.mergePatch(kinds.pod, key, { status: pulling }, { subresource: 'status' });
    expect(await ending).toMatchObject({ kind: 'move', message: 'the repository cannot start' });
    expect(((await ending) as AppError).seen.join('\n')).toContain(waiting.message);
  });

  it('is given up after the stall time, with what is seen of it', async () => {
    const lab = await openApiServers();
    const clock = createFakeClock();
    const move = await lab.move({}, { clock });
    let error: AppError | undefined;
    const ending = ensureWorkspace(move).catch((failure: AppError) => (error = failure));
    const key = { namespace: move.journal.value.workspace, name: 'repository' };
    await expect.poll(() => lab.rome.find(kinds.pod, key)).toBeDefined();
    await lab.rome.mergePatch(kinds.pod, key, { status: unscheduled('0/2 nodes: Insufficient memory') }, { subresource: 'status' });
    while (error === undefined) await clock.advance(10_000);
    await ending;
    expect(error).toMatchObject({ kind: 'move', message: 'the repository has not started within 900 s' });
    expect(error.seen.join('\n')).toContain('not PodScheduled: Unschedulable: 0/2 nodes: Insufficient memory');
  });
});

it('a repository is ready when its server is, whatever somebody has put beside it', async () => {
  const lab = await openApiServers();
  const move = await lab.move({ providers: [] });
  const ending = ensureWorkspace(move);
  const key = { namespace: move.journal.value.workspace, name: 'repository' };
  await expect.poll(() => lab.rome.find(kinds.pod, key)).toBeDefined();
  const container = (name: string, ready: boolean) => ({ name, image: 'x', imageID: '', ready, restartCount: 0 });
  const become = async (server: boolean) => {
    const containerStatuses = [container('mesh', !server), container('server', server)];
    await lab.rome.mergePatch(kinds.pod, key, { status: { containerStatuses } }, { subresource: 'status' });
  };
  await become(false);
  await expect.poll(() => move.waits).toEqual(['the repository to be ready']);
  await become(true);
  await ending;
  expect((await lab.rome.read(kinds.service, key)).spec?.publishNotReadyAddresses).toBe(true);
});

describe('a workspace that is slow to go', () => {
  it('is ordered to go all the same, and named with what keeps it', async () => {
    const lab = await openApiServers();
    const clock = createFakeClock();
    const move = await lab.move({}, { clock });
    const { workspace: namespace, id } = move.journal.value;
    const labels = { [moveLabels.id]: id };
    await lab.rome.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } });
    const { apiVersion, kind } = liqoKinds.namespaceOffloading;
    const metadata = { name: offloadingName, namespace, labels, finalizers: ['example.com/slow'] };
    const spec = { namespaceMappingStrategy: 'DefaultName', podOffloadingStrategy: 'Local' } as const;
    await lab.rome.create(liqoKinds.namespaceOffloading, { apiVersion, kind, metadata, spec });
    let over = false;
    const removing = removeWorkspace(move).finally(() => (over = true));
    while (!over) await clock.advance(5_000);
    await removing;
    expect((await lab.rome.find(kinds.namespace, { name: namespace }))?.metadata.deletionTimestamp).toBeDefined();
    const text = expect.stringMatching(
      /^the temporary namespace goes by itself: NamespaceOffloading .* is kept by finalizer example.com\/slow/,
    );
    expect(move.events).toEqual([{ type: 'warning', text }]);
  });
});
