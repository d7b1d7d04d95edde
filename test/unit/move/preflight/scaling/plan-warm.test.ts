import { expect, it } from 'vitest';
import { plannedPhases } from '../../../../../src/move/model/phase-names.ts';
import { planMove } from '../../../../../src/move/preflight/plan-move.ts';
import { warningsOn } from '../../../../../src/move/preflight/warnings.ts';
import { claimWith, factsWith, mounter, refusing, toLocal } from '../../../../support/facts.ts';

const request = { ...toLocal.request, warm: { maxDowntimeSeconds: 30 } };
const used = { ...toLocal, request, mounters: [mounter('db-0', 'Running')] };

it('lets pods use the claim while it copies, and waits for their end before it guards the claim', () => {
  expect(refusing(used)).toEqual([]);
  const plan = planMove(factsWith(used));
  expect(plan).toMatchObject({ warm: {}, application: { owners: [], downtimes: [] } });
  const order = plan?.order ?? [];
  expect(order.slice(order.indexOf('stage-target'), order.indexOf('take-snapshot') + 1)).toEqual([
    'stage-target',
    'warm-copy',
    'stop-application',
    'arm-guard',
    'take-snapshot',
  ]);
  expect(order.toSorted()).toEqual([...plannedPhases({ scales: true }), 'warm-copy'].toSorted());
});

it('still refuses finished pods, which nobody ends', () => {
  expect(refusing({ ...used, mounters: [...used.mounters, mounter('done', 'Succeeded')] })).toEqual(['claim-named-by-finished-pod']);
});

it.each([
  ['no pod uses the claim', { ...used, mounters: [] }, []],
  ['ReadWriteOncePod', { ...used, claim: claimWith({ spec: { accessModes: ['ReadWriteOncePod'] } }) }, ['claim-mounted']],
])('is a move like any other, and says why, where %s', (why, facts, refused) => {
  expect(refusing(facts)).toEqual(refused);
  expect(warningsOn(factsWith(facts))).toContainEqual(expect.stringContaining(why));
  const plan = planMove(factsWith(facts));
  expect(plan).not.toHaveProperty('warm');
  expect(plan?.order).toEqual(plannedPhases());
});
