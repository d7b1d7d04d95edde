import { expect, it } from 'vitest';
import type { KubeReason } from '../../../../src/kube/client/errors.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { isTransient, retryDelay, retryReads } from '../../../../src/kube/client/retry.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { failure, portOf } from '../../../support/scripted-port.ts';

const key = { name: 'n' };

function failing(...reasons: KubeReason[]) {
  let calls = 0;
  const call = async () => {
    calls += 1;
    const reason = reasons.shift();
    if (reason !== undefined) throw failure(reason, reason === 'tooManyRequests' ? { retryAfter: 7 } : {});
    return 'answer';
  };
  return { call, calls: () => calls };
}

it.each([
  ['unreachable', true],
  ['tooManyRequests', true],
  ['serverError', true],
  ['gone', false],
  ['conflict', false],
  ['forbidden', false],
  ['aborted', false],
] as const)('%s passes by itself: %s', (reason, passes) => {
  expect(isTransient(failure(reason))).toBe(passes);
});

it('takes no defect of ours for a passing failure', () => {
  expect(isTransient(new TypeError('undefined is not a function'))).toBe(false);
});

it.each([
  [undefined, 1000],
  [0, 1000],
  [15, 15_000],
  [86_400, 300_000],
])('where the server asks for %s s, a caller who would wait 1 s waits %i ms', (retryAfter, milliseconds) => {
  expect(retryDelay(failure('tooManyRequests', retryAfter === undefined ? {} : { retryAfter }), 1000)).toBe(milliseconds);
});

it.each(['read', 'find', 'list', 'serves', 'allows', 'whoAmI'] as const)('repeats %s until the cluster answers', async (method) => {
  const clock = createFakeClock();
  const { call } = failing('unreachable', 'serverError', 'unreachable');
  const port = retryReads(portOf({ [method]: call }), clock, 60);
  const answer = (port[method] as (...args: unknown[]) => Promise<unknown>)(kinds.node, key);
  await clock.sleepers(1);
  await clock.advance(60_000);
  expect(await answer).toBe('answer');
});

it('waits as long as the server asks', async () => {
  const clock = createFakeClock();
  const { call, calls } = failing('tooManyRequests');
  const answer = retryReads(portOf({ read: call }), clock, 60).read(kinds.node, key);
  await clock.sleepers(1);
  await clock.advance(6999);
  expect(calls()).toBe(1);
  await clock.advance(1);
  expect(await answer).toBe('answer');
});

it('gives up when its patience is used up, with the last failure', async () => {
  const clock = createFakeClock();
  const { call } = failing(...Array<KubeReason>(100).fill('unreachable'));
  const answer = retryReads(portOf({ read: call }), clock, 10).read(kinds.node, key);
  const expected = expect(answer).rejects.toMatchObject({ reason: 'unreachable' });
  await clock.sleepers(1);
  await clock.advance(20_000);
  await expected;
  expect(clock.elapsed()).toBeGreaterThanOrEqual(10_000);
});

it.each(['notFound', 'forbidden', 'conflict', 'unauthorized', 'gone'] as const)('does not repeat what is %s', async (reason) => {
  const { call, calls } = failing(reason);
  await expect(retryReads(portOf({ read: call }), createFakeClock(), 60).read(kinds.node, key)).rejects.toMatchObject({ reason });
  expect(calls()).toBe(1);
});

it.each(['create', 'replace', 'mergePatch', 'jsonPatch', 'remove'] as const)('never repeats a %s', async (method) => {
  const { call, calls } = failing('unreachable');
  const port = retryReads(portOf({ [method]: call }), createFakeClock(), 60);
  await expect((port[method] as () => Promise<unknown>)()).rejects.toMatchObject({ reason: 'unreachable' });
  expect(calls()).toBe(1);
});
