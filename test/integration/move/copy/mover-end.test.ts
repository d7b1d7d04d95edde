// @module-tag core
import { describe, expect, it } from 'vitest';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import { defaultImages } from '../../../../src/move/model/default-images.ts';
import { readMoverEnd } from '../../../../src/move/copy/mover-end.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { portWith } from '../../../support/ports.ts';
import { openApiServers, removeNow } from '../api-servers.ts';
import { createMoverJob, createMoverPod, running } from './mover-pods.ts';

const killed = { ...running, ready: false, state: { terminated: { exitCode: 137, reason: 'Error' } } };

async function endOf(status: Pod['status'], change: 'as it is' | 'deleted' | 'without its Job' = 'as it is') {
  const lab = await openApiServers();
  const move = await lab.move();
  const job = await createMoverJob(lab.rome);
  const { metadata } = await createMoverPod(lab.rome, status, { held: true });
  if (change === 'deleted') await removeNow(lab.rome, kinds.pod, { name: metadata.name, namespace: 'shop' });
  if (change === 'without its Job') await removeNow(lab.rome, kinds.job, { name: 'mover', namespace: 'shop' });
  return readMoverEnd(move, job);
}

describe('a mover has vanished', () => {
  it.each<[string, Pod['status'], Parameters<typeof endOf>[1], RegExp]>([
    ['the pod collector has closed it', { phase: 'Failed', containerStatuses: [running] }, 'as it is', /without a word of its node/],
    ['Liqo has lost sight of it', { phase: 'Failed', reason: 'RemotePodTerminated' }, 'as it is', /without a word of its node/],
    [
      'Liqo has lost sight of it, and takes it for well',
      { phase: 'Succeeded', reason: 'RemotePodTerminated' },
      'as it is',
      /without a word/,
    ],
    [
      'it was deleted, and still counts as running',
      { phase: 'Running', containerStatuses: [running] },
      'deleted',
      /does not say that it has ended/,
    ],
    ['its Job was deleted', { phase: 'Running', containerStatuses: [running] }, 'without its Job', /its Job/],
  ])('when %s', async (_, status, change, summary) => {
    expect(await endOf(status, change)).toMatchObject({ vanished: true, summary: expect.stringMatching(summary) });
  });

  it('when no pod of it is left', async () => {
    const lab = await openApiServers();
    expect(await readMoverEnd(await lab.move(), await createMoverJob(lab.rome))).toMatchObject({ vanished: true });
  });
});

it.each(['as it is', 'deleted'] as const)('a mover whose node has said that it has ended has not vanished: %s', async (change) => {
  const end = await endOf({ phase: 'Failed', containerStatuses: [killed] }, change);
  expect(end).toMatchObject({ vanished: false, summary: expect.stringContaining('SIGKILL') });
  expect(end.seen.join('\n')).toContain('ended with exit code 137');
});

it.each([
  ['reach', `restic not found in image ${defaultImages.restic}`],
  ['restic', `restic not found in image ${defaultImages.restic}`],
  ['verify', `python3 not found in image ${defaultImages.verify}`],
])('an image without its program is named: that of container %s', async (name, summary) => {
  const missing = { ...running, name, ready: false, state: { terminated: { exitCode: 127, reason: 'Error' } } };
  const statuses = name === 'reach' ? { initContainerStatuses: [missing] } : { containerStatuses: [missing] };
  expect(await endOf({ phase: 'Failed', ...statuses })).toMatchObject({ vanished: false, summary });
});

it('a mover has not vanished because one answer was older than it', async () => {
  const lab = await openApiServers();
  const move = await lab.move();
  const job = await createMoverJob(lab.rome);
  await createMoverPod(lab.rome, { phase: 'Failed', containerStatuses: [killed] }, { held: true });
  let first = true;
  const find: KubePort['find'] = async (kind, key) => {
    const isOld = first;
    first = false;
    return isOld ? undefined : move.consumer.find(kind, key);
  };
  const end = await readMoverEnd({ ...move, consumer: portWith(move.consumer, { find }) }, job);
  expect(end).toMatchObject({ vanished: false, summary: expect.stringContaining('SIGKILL') });
});
