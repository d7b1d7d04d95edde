import { expect, it } from 'vitest';
import { explainCutOff } from '../../../../src/move/copy/cut-off.ts';
import { watchStart } from '../../../../src/move/held/watch-start.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { heldInMemory, moveOf } from '../../../support/moves.ts';
import { journalWith } from '../../../support/journals.ts';
import { portOf } from '../../../support/scripted-port.ts';

function openStart(seen: () => readonly string[]) {
  const clock = createFakeClock();
  const move = moveOf({ rome: portOf({}), milan: portOf({}), journal: heldInMemory(journalWith()) }, { clock });
  const state = { started: false, looks: 0 };
  const look = async () => {
    state.looks += 1;
    return seen();
  };
  return { clock, move, state, watching: watchStart(move, { what: 'the mover', started: () => state.started, look }) };
}

it('says what keeps a pod from starting, each reason once, and gives up after the stall time with all that is seen', async () => {
  let seen = ['no node yet', 'no room'];
  const { clock, move, watching } = openStart(() => seen);
  const failed = expect(watching).rejects.toMatchObject({
    kind: 'move',
    message: 'the mover has not started within 900 s',
    seen: ['no node yet', 'no quota'],
    next: expect.arrayContaining([expect.stringContaining('--stall-timeout')]),
  });
  await clock.advance(60_000);
  expect(move.waits).toEqual(['the mover to start: no room']);
  seen = ['no node yet', 'no quota'];
  await clock.advance(839_999);
  expect(move.waits).toEqual(['the mover to start: no room', 'the mover to start: no quota']);
  await clock.advance(1);
  await failed;
});

it('says what is known better than that a pod has not started', async () => {
  const clock = createFakeClock();
  const move = moveOf({ rome: portOf({}), milan: portOf({}), journal: heldInMemory(journalWith()) }, { clock });
  const explain = () => explainCutOff(move.journal.value, 'target');
  const watching = watchStart(move, { what: 'the target mover', started: () => false, look: async () => ['i/o timeout'], explain });
  const failed = expect(watching).rejects.toMatchObject({
    message: 'the target mover has not reached the repository within 900 s',
    next: expect.arrayContaining([
      'let NetworkPolicies of namespace shop-rome in milan allow asking for names and TCP port 8000 of namespace liqo-move-abcdefghij-1',
      expect.stringContaining('--remote-kubeconfig milan=FILE'),
    ]),
  });
  await clock.advance(900_000);
  await failed;
});

it('says nothing of a pod that starts at once', async () => {
  const { clock, move, state, watching } = openStart(() => ['no room']);
  state.started = true;
  await clock.advance(10_000);
  await watching;
  expect([move.waits, state.looks]).toEqual([[], 0]);
});

it('does not complain of a pod that has started while it was looked at', async () => {
  const { clock, move, state, watching } = openStart(() => {
    state.started = true;
    return ['no room'];
  });
  await clock.advance(900_000);
  await watching;
  expect(move.waits).toEqual([]);
});
