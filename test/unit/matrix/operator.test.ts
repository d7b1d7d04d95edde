import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { KubePort } from '../../../src/kube/client/port.ts';
import type { World } from '../../matrix/world/world.ts';
import { Operator } from '../../matrix/operator/operator.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Where nobody asks the clusters for anything. */
const world = { consumer: { name: 'rome', server: { as: () => ({}) as KubePort } } } as unknown as World;

it('an operator that is killed goes on with nothing, not even behind a pause', async () => {
  const operator = new Operator(world);
  let turns = 0;
  const ended = operator.run(async ({ clock }) => {
    for (;;) {
      await clock.sleep(1000).catch(() => undefined);
      turns += 1;
      if (turns === 3) operator.kill();
    }
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await ended).toBe('killed');
  expect(turns).toBe(3);
});
