// @module-tag core
import { describe, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { waitUntilReflectionSeen } from '../../../../src/move/homes/reflection.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { openApiServers } from '../api-servers.ts';
import { claimOf } from '../../../support/claims.ts';
import { say } from './reflections.ts';
import { portWith } from '../../../support/ports.ts';
import { until } from '../../../support/until.ts';

const key = { name: 'data', namespace: 'shop' };
const minutes = 60_000;

/** A wait that has touched the claim once and listens. */
async function openWait() {
  const lab = await openApiServers();
  const { uid = '' } = (await lab.rome.create(kinds.claim, claimOf(key))).metadata;
  const clock = createFakeClock();
  const move = await lab.move({ claim: { metadata: { ...key, uid } } }, { clock });
  const touches = async () => (await lab.rome.read(kinds.claim, key)).metadata.annotations?.[moveLabels.requestedAt];
  const start = async () => {
    let over = false;
    const ended = waitUntilReflectionSeen(move, 'milan').finally(() => (over = true));
    // The two sleep: the wait until it asks again, and its watch until it lists again.
    await clock.sleepers(2);
    return { ended, isOver: () => over };
  };
  return { lab, move, uid, clock, start, touches };
}

/** Everything that was said has been heard: the watch is followed by a list that tells the same. */
async function settle(clock: ReturnType<typeof createFakeClock>): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await clock.advance(15_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await clock.sleepers(2);
  }
}

describe('waiting for the virtual kubelet', () => {
  it('ends with an answer for this claim and this cluster', async () => {
    const { lab, uid, move, start } = await openWait();
    const { ended } = await start();
    await say(lab, { uid, provider: 'milan' });
    await ended;
    expect(move.waits).toEqual(['the virtual kubelet of milan to have seen claim shop/data']);
  });

  it('ends with a repeated answer, whose count was raised', async () => {
    const { lab, uid, start } = await openWait();
    const old = await say(lab, { uid, provider: 'milan' });
    const { ended } = await start();
    await lab.rome.mergePatch(kinds.event, old.metadata as { name: string; namespace: string }, { count: 2 });
    await ended;
  });

  it.each([
    ['of another provider', { provider: 'paris' }],
    ['for an earlier claim of that name', { uid: 'uid-0' }],
    ['of success', { reason: 'SuccessfulReflection' }],
  ])('does not take an event %s for the answer', async (_, change) => {
    const { lab, uid, clock, start } = await openWait();
    const { ended, isOver } = await start();
    await say(lab, { uid, provider: 'milan', ...change });
    await settle(clock);
    expect(isOver()).toBe(false);
    await say(lab, { uid, provider: 'milan' });
    await ended;
  });

  it('does not take an old event of this claim for the answer', async () => {
    const { lab, uid, clock, start } = await openWait();
    await say(lab, { uid, provider: 'milan' });
    const { ended, isOver } = await start();
    await settle(clock);
    expect(isOver()).toBe(false);
    await say(lab, { uid, provider: 'milan' });
    await ended;
  });

  it('touches the claim again after five minutes, and not before', async () => {
    const { lab, uid, clock, start, touches } = await openWait();
    const { ended } = await start();
    const first = await touches();
    await clock.advance(5 * minutes - 1);
    expect(await touches()).toBe(first);
    await clock.advance(1);
    await until(async () => ((await touches()) === first ? undefined : true));
    await say(lab, { uid, provider: 'milan' });
    await ended;
  });

  it('does not touch another claim of that name', async () => {
    const { lab, move, touches } = await openWait();
    await expect(waitUntilReflectionSeen(move, 'milan', 'uid-of-before')).rejects.toMatchObject({ reason: 'conflict' });
    expect(await touches()).toBeUndefined();
    expect(lab).toBeDefined();
  });

  it('leaves no mark with a touch that arrives when somebody else has changed the claim', async () => {
    const { lab, move, uid, touches } = await openWait();
    const stop = new AbortController();
    const late = portWith(move.consumer, {
      mergePatch: async (kind, where, patch) => {
        await lab.rome.mergePatch(kinds.claim, key, { metadata: { annotations: { 'example.com/by': 'another' } } });
        await expect(move.consumer.mergePatch(kind, where, patch)).rejects.toMatchObject({ reason: 'conflict' });
        throw stop.signal.reason;
      },
    });
    stop.abort(new Error('the test is over'));
    await expect(waitUntilReflectionSeen({ ...move, consumer: late }, 'milan', uid)).rejects.toThrow('the test is over');
    expect(await touches()).toBeUndefined();
  });

  it('ends when it is told to stop', async () => {
    const { move } = await openWait();
    const stop = new AbortController();
    const ended = waitUntilReflectionSeen({ ...move, signal: stop.signal, waiting: () => stop.abort(new Error('stop')) }, 'milan');
    await expect(ended).rejects.toThrow();
  });
});
