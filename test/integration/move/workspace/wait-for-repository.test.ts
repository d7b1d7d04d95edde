// @module-tag core
import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../../src/base/errors.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import type { Move } from '../../../../src/move/model/move.ts';
import { waitForRepository } from '../../../../src/move/workspace/wait-for-repository.ts';
import { ensureWorkspace } from '../../../../src/move/workspace/workspace.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { openApiServers } from '../api-servers.ts';

/** A move whose repository is there, and a way to say what a kubelet or the scheduler would. */
async function openRepository(more: Partial<Move> = {}) {
  const lab = await openApiServers();
  const move = await lab.move({ providers: [] }, more);
  await ensureWorkspace(move);
  const key = { namespace: move.journal.value.workspace, name: 'repository' };
  const become = (status: object) => lab.rome.mergePatch(kinds.pod, key, { status }, { subresource: 'status' });
  return { lab, move, key, become };
}

const unscheduled = (message: string) => ({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] });
const container = { name: 'server', image: 'X', imageID: '', ready: false, restartCount: 0 };

describe('a repository that does not start', () => {
  it('is waited for in the words of the scheduler, and given up when its image can never be pulled', async () => {
    const { move, become } = await openRepository();
    const ending = waitForRepository(move).catch((error: unknown) => error);
    await become(unscheduled('0/2 nodes: waiting for ephemeral volume controller to create the persistentvolumeclaim'));
    await become(unscheduled('0/2 nodes: Insufficient memory'));
    await expect.poll(() => move.waits.at(-1)).toBe('the repository to start: 0/2 nodes: Insufficient memory');
    expect(move.waits.join()).not.toContain('ephemeral');
    const waiting = { reason: 'InvalidImageName', message: 'could not parse image name "X"' };
    await become({ containerStatuses: [{ ...container, state: { waiting } }] });
    expect(await ending).toMatchObject({ kind: 'move', message: 'the repository cannot start' });
    expect(((await ending) as AppError).seen.join('\n')).toContain(waiting.message);
  });

  it('is waited for in the words of its kubelet, whatever warnings say in turn', async () => {
    const clock = createFakeClock();
    const { lab, move, key, become } = await openRepository({ clock });
    const waiting = { reason: 'ErrImagePull', message: 'pull access denied' };
    await become({ containerStatuses: [{ ...container, state: { waiting } }] });
    await lab.rome.create(kinds.event, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { ...key, name: 'repository.1' },
      involvedObject: { kind: 'Pod', ...key },
      type: 'Warning',
      reason: 'Failed',
      message: 'Error: ErrImagePull',
    });
    let isOver = false;
    const ending = waitForRepository(move).catch(() => (isOver = true));
    while (move.waits.length < 2) await clock.advance(10_000);
    expect(new Set(move.waits)).toEqual(new Set(['the repository to start: ErrImagePull: pull access denied']));
    while (!isOver) await clock.advance(100_000);
    await ending;
  });

  it('is given up after the stall time, with what is seen of it', async () => {
    const clock = createFakeClock();
    const { move, become } = await openRepository({ clock });
    await become(unscheduled('0/2 nodes: Insufficient memory'));
    let error: AppError | undefined;
    const ending = waitForRepository(move).catch((failure: AppError) => (error = failure));
    while (error === undefined) await clock.advance(10_000);
    await ending;
    expect(error).toMatchObject({ kind: 'move', message: 'the repository has not started within 900 s' });
    expect(error.seen.join('\n')).toContain('not PodScheduled: Unschedulable: 0/2 nodes: Insufficient memory');
  });
});

it('a repository is ready when its server is, whatever somebody has put beside it', async () => {
  const { lab, move, key, become } = await openRepository();
  const ending = waitForRepository(move);
  const statuses = (server: boolean) => ({
    containerStatuses: [
      { ...container, name: 'mesh', ready: !server },
      { ...container, ready: server },
    ],
  });
  await become(statuses(false));
  await expect.poll(() => move.waits).toEqual(['the repository to be ready']);
  await become(statuses(true));
  await ending;
  expect((await lab.rome.read(kinds.service, key)).spec?.publishNotReadyAddresses).toBe(true);
});
