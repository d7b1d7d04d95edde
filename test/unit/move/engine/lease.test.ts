import { EventEmitter } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../../src/base/errors.ts';
import { watchSignals } from '../../../../src/base/interrupt.ts';
import type { Lease } from '../../../../src/kube/objects/kinds.ts';
import { acquireMoveLease } from '../../../../src/move/engine/lease.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { failure, portOf } from '../../../support/scripted-port.ts';
import { contextOf } from '../../../support/contexts.ts';

it('a lease that is lost stops the move by an error of its own', async () => {
  const clock = createFakeClock();
  const port = portOf({
    find: async () => undefined,
    create: async (_kind: unknown, lease: Lease) => lease,
    replace: async () => Promise.reject(failure('unreachable')),
  });
  const lease = await acquireMoveLease({ ...contextOf(port), clock, leaseSeconds: 15 }, { namespace: 'shop', claim: 'data' });
  if (lease.kind !== 'held') throw new Error('it is held by nobody else');
  onTestFinished(() => lease.release());
  await clock.advance(15_000);
  expect(lease.lost.reason).toBeInstanceOf(AppError);
  expect(lease.lost.reason).toMatchObject({ kind: 'move', message: expect.stringMatching(/^the lease .* could not be renewed for 15 s$/) });
});

it('Ctrl-C ends the look whether another holder lives, and is no defect of ours', async () => {
  const clock = createFakeClock();
  const source = new EventEmitter();
  const lease = { metadata: { name: 'data', resourceVersion: '1' }, spec: { holderIdentity: 'another', leaseDurationSeconds: 15 } };
  const context = { ...contextOf(portOf({ find: async () => lease })), clock, interrupt: watchSignals(source) };
  const acquired = expect(acquireMoveLease(context, { namespace: 'shop', claim: 'data' })).rejects.toMatchObject({ kind: 'interrupted' });
  await clock.sleepers(1);
  source.emit('SIGINT');
  await acquired;
});
