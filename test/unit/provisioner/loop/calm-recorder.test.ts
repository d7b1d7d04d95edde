import { expect, it } from 'vitest';
import type { Report } from '../../../../src/kube/controller/event-recorder.ts';
import { calmRecorder } from '../../../../src/provisioner/loop/calm-recorder.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { claimOf } from '../../../support/claims.ts';

const claim = claimOf({ namespace: 'shop', name: 'data' }, { uid: 'u' });
const report: Report = { type: 'Warning', reason: 'Forbidden', message: 'no rights' };

function openRecorder() {
  const clock = createFakeClock();
  const written: string[] = [];
  const record = calmRecorder(async ({ metadata }, { reason, message }) => {
    written.push(`${metadata.uid} ${reason}: ${message} ${clock.elapsed()}`);
  }, clock);
  return { clock, record, written };
}

it('does not write within half a minute what it has just written', async () => {
  const { clock, record, written } = openRecorder();
  for (const pause of [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000]) {
    await record(claim, report);
    await clock.advance(pause);
  }
  expect(written).toEqual(['u Forbidden: no rights 0', 'u Forbidden: no rights 31000', 'u Forbidden: no rights 63000']);
});

it('writes at once what is new: a message, a reason, an object', async () => {
  const { record, written } = openRecorder();
  const other = claimOf({ namespace: 'shop', name: 'data' }, { uid: 'v' });
  await record(claim, report);
  await record(claim, { ...report, message: 'still no rights' });
  await record(claim, { ...report, reason: 'Unreachable' });
  await record(other, report);
  await record(claim, report);
  expect(written).toHaveLength(5);
});

it('does not write each step of what is on its way', async () => {
  const { clock, record, written } = openRecorder();
  const step = (message: string): Report => ({ type: 'Normal', reason: 'Provisioning', message });
  await record(claim, step('one'));
  await record(claim, step('two'));
  await clock.advance(119_000);
  await record(claim, step('three'));
  await clock.advance(2000);
  await record(claim, step('four'));
  expect(written).toEqual(['u Provisioning: one 0', 'u Provisioning: four 121000']);
});

it('tells of what is on its way for long ever less often, and again and again', async () => {
  const { clock, record, written } = openRecorder();
  for (let second = 0; second < 3600; second += 1) {
    await record(claim, { type: 'Normal', reason: 'Provisioning', message: `step ${second}` });
    await clock.advance(1000);
  }
  const seconds = written.map((line) => Number(line.split(' ').at(-1)) / 1000);
  expect(seconds.slice(0, 5)).toEqual([0, 120, 360, 840, 1320]);
  expect(seconds.length).toBeLessThan(12);
  expect(seconds.at(-1)).toBeGreaterThan(3000);
});

it.each([1, 20, 500])('tells again of %i that wait for each other no more than of a few', async (count) => {
  const { clock, record, written } = openRecorder();
  const claims = Array.from({ length: count }, (_, index) => claimOf({ namespace: 'shop', name: `data-${index}` }, { uid: `u${index}` }));
  const seconds = 3000;
  for (let second = 0; second < seconds; second += 5) {
    for (const each of claims) await record(each, { type: 'Normal', reason: 'Provisioning', message: `step ${second}` });
    await clock.advance(5000);
  }
  const again = written.length - count;
  expect(again).toBeGreaterThan(0);
  expect(again).toBeLessThanOrEqual(seconds / 10);
});

it('writes at once what is new while others are told of again', async () => {
  const { clock, record, written } = openRecorder();
  const other = claimOf({ namespace: 'shop', name: 'other' }, { uid: 'v' });
  const step: Report = { type: 'Normal', reason: 'Provisioning', message: 'on its way' };
  await record(claim, step);
  await clock.advance(120_000);
  await record(claim, step);
  await record(other, step);
  await record(claim, { ...step, reason: 'Provisioned', message: 'there is a volume' });
  await record(other, report);
  expect(written.slice(2)).toEqual([
    'v Provisioning: on its way 120000',
    'u Provisioned: there is a volume 120000',
    'v Forbidden: no rights 120000',
  ]);
});
