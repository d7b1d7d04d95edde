// @module-tag core
import { expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { waitForLoss } from '../../../../src/move/copy/lost-pod.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { openApiServers } from '../api-servers.ts';
import { createMoverJob, createMoverPod, running } from './mover-pods.ts';

it('leaves the node of a deleted mover its grace and half a minute to say that it has ended', async () => {
  const lab = await openApiServers();
  const clock = createFakeClock();
  const move = await lab.move({}, { clock });
  const job = await createMoverJob(lab.rome);
  const pod = await createMoverPod(lab.rome, { phase: 'Running', containerStatuses: [running] }, { held: true });
  const { uid = '', resourceVersion = '' } = pod.metadata;
  const key = { name: pod.metadata.name, namespace: 'shop' };
  await lab.rome.remove(kinds.pod, key, { uid, resourceVersion }, { gracePeriodSeconds: 5 });
  let lost = false;
  const waiting = waitForLoss(move, job).then(() => (lost = true));
  await clock.sleepers(1);
  await clock.advance(34_999);
  expect(lost).toBe(false);
  await clock.advance(1);
  await waiting;
});
