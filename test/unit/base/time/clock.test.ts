import { startTimer } from '../../../../src/base/time/clock.ts';
import { expect, it } from 'vitest';
import { createFakeClock } from '../../../fake-clock.ts';

it('acts when its time has come', async () => {
  const clock = createFakeClock();
  let acted = false;
  startTimer(clock, 1000, () => (acted = true));
  await clock.advance(999);
  expect(acted).toBe(false);
  await clock.advance(1);
  expect(acted).toBe(true);
});

it('does not act when it is stopped before', async () => {
  const clock = createFakeClock();
  let acted = false;
  startTimer(clock, 1000, () => (acted = true))();
  await clock.advance(5000);
  expect(acted).toBe(false);
});
