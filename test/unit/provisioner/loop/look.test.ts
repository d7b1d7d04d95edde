import { expect, it } from 'vitest';
import { AppError } from '../../../../src/base/errors.ts';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import { defectStack, eventOfLook, type Look, pendingReason } from '../../../../src/provisioner/loop/look.ts';
import { failure } from '../../../support/scripted-port.ts';

const forbidden = new KubeError({ reason: 'forbidden', message: 'no rights', attempt: 'create claims in milan', status: 403 });

const looks: [string, Look, string | undefined, object | undefined][] = [
  ['is done', { kind: 'done' }, undefined, undefined],
  ['is not ours', { kind: 'not-mine' }, undefined, undefined],
  [
    'is on its way',
    { kind: 'in-background', reason: 'Provisioning', because: 'the real claim is pending' },
    'Provisioning',
    { type: 'Normal', reason: 'Provisioning', message: 'the real claim is pending' },
  ],
  ['is quietly on its way', { kind: 'in-background', reason: 'Binding', because: 'soon', quiet: true }, 'Binding', undefined],
  [
    'is blocked',
    { kind: 'blocked', reason: 'NoDefaultClass', because: 'there is no class' },
    'NoDefaultClass',
    { type: 'Warning', reason: 'NoDefaultClass', message: 'there is no class' },
  ],
  [
    'goes back to the scheduler',
    { kind: 'reschedule', reason: 'NotOffloaded', because: 'milan does not serve shop' },
    'NotOffloaded',
    { type: 'Warning', reason: 'NotOffloaded', message: 'milan does not serve shop' },
  ],
  [
    'is refused by a server',
    { kind: 'failed', error: forbidden },
    'Forbidden',
    { type: 'Warning', reason: 'Forbidden', message: 'create claims in milan: no rights' },
  ],
  [
    'meets a defect',
    { kind: 'failed', error: new TypeError('x is undefined') },
    'ReconcileFailed',
    { type: 'Warning', reason: 'ReconcileFailed', message: 'x is undefined' },
  ],
];

it.each(looks)('what %s is counted and told so', (_how, look, reason, event) => {
  expect([pendingReason(look), eventOfLook(look)]).toEqual([reason, event]);
});

it.each(['conflict', 'aborted', 'leaseLost'] as const)('says nothing of %s, which the next look gets over', (reason) => {
  expect(eventOfLook({ kind: 'failed', error: failure(reason) })).toBeUndefined();
});

it('cuts a message off that no event could hold', () => {
  const event = eventOfLook({ kind: 'blocked', reason: 'Long', because: 'x'.repeat(5000) });
  expect(event?.message).toHaveLength(1024);
  expect(event?.message).toMatch(/x…$/);
});

it('keeps the stack of defects only', () => {
  expect(defectStack(new TypeError('oops'))).toContain('TypeError: oops');
  expect([defectStack(new AppError('usage', 'wrong')), defectStack(forbidden), defectStack('text')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
