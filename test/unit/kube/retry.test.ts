import { expect, it } from 'vitest';
import type { KubeReason } from '../../../src/kube/errors.ts';
import { kinds } from '../../../src/kube/kinds.ts';
import { retryReads } from '../../../src/kube/retry.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { failure, portOf } from '../../support/scripted-port.ts';

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
