// @module-tag core
import { expect, it } from 'vitest';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { retireMovers, withdrawMovers } from '../../../../src/move/copy/remove-movers.ts';
import type { Move } from '../../../../src/move/model/move.ts';
import { removeByForce } from '../../../place/kill-pod.ts';
import { createFakeClock, type FakeClock } from '../../../fake-clock.ts';
import { failure } from '../../../support/scripted-port.ts';
import type { RecordedMove } from '../../../support/moves.ts';
import { portWith } from '../../../support/ports.ts';
import { type ApiServers, openApiServers } from '../api-servers.ts';
import { createMoverJob, createMoverPod, running, unheard } from './mover-pods.ts';

const heard: Pod['status'] = { phase: 'Running', containerStatuses: [running] };

interface Stage {
  readonly lab: ApiServers;
  readonly clock: FakeClock;
  readonly move: RecordedMove;
}

/** A target mover that is not ended: no kubelet and no controller runs. */
async function openStage(status: Pod['status']): Promise<Stage> {
  const lab = await openApiServers();
  const clock = createFakeClock();
  await createMoverJob(lab.rome);
  await createMoverPod(lab.rome, status);
  return { lab, clock, move: await lab.move({}, { clock }) };
}

const podsIn = async (port: KubePort, namespace = 'shop') => (await port.list(kinds.pod, { namespace })).items.length;

/** Lets that much time go by, as soon as somebody waits for it. */
async function pass({ clock }: Stage, milliseconds: number): Promise<void> {
  await clock.sleepers(1);
  // A wait looks again every 15 seconds, which takes calls that no clock waits for.
  for (let left = milliseconds; left > 0; left -= 5_000) {
    await clock.advance(Math.min(left, 5_000));
    for (let call = 0; call < 20; call += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

function begin(act: (move: Move) => Promise<void>, { move }: Stage): { readonly ending: Promise<unknown>; over: boolean } {
  const run = { over: false, ending: Promise.resolve<unknown>(undefined) };
  run.ending = act(move).then(
    () => (run.over = true),
    (error: unknown) => {
      run.over = true;
      return error;
    },
  );
  return run;
}

it('on the way back, takes a mover for ended whose node is not heard of, after half a minute', async () => {
  const stage = await openStage(unheard);
  const run = begin(withdrawMovers, stage);
  await pass(stage, 29_000);
  expect(await podsIn(stage.lab.rome)).toBe(1);
  await pass(stage, 1_000);
  await run.ending;
  expect(await podsIn(stage.lab.rome)).toBe(0);
  expect(stage.move.events).toEqual([]);
});

it('on the way back, leaves a node that is heard of the stall time to end a mover', async () => {
  const stage = await openStage(heard);
  const run = begin(withdrawMovers, stage);
  await pass(stage, 900_000);
  expect(await podsIn(stage.lab.rome)).toBe(1);
  await pass(stage, 40_000);
  await run.ending;
  expect(await podsIn(stage.lab.rome)).toBe(0);
});

it('on the way back, names the pod that a provider does not take away, and goes on', async () => {
  const stage = await openStage(unheard);
  await createMoverPod(stage.lab.milan, unheard, { namespace: 'shop-rome' });
  const run = begin(withdrawMovers, stage);
  await pass(stage, 70_000);
  await run.ending;
  expect(await podsIn(stage.lab.milan, 'shop-rome')).toBe(1);
  const text = 'pod shop-rome/mover-x in milan on node milan, Running: it goes when its node is heard of again, or is deleted';
  expect(stage.move.events).toEqual([{ type: 'warning', text }]);
});

it('on the way back, goes on without the right to take a pod away, and names it', async () => {
  const stage = await openStage(unheard);
  const remove: KubePort['remove'] = async (kind, key, preconditions, options) => {
    if (kind.plural === 'pods') throw failure('forbidden');
    await stage.lab.rome.remove(kind, key, preconditions, options);
  };
  const move = { ...stage.move, consumer: portWith(stage.lab.rome, { remove }) };
  const run = begin(withdrawMovers, { ...stage, move });
  await pass(stage, 70_000);
  await run.ending;
  expect(stage.move.events).toEqual([{ type: 'warning', text: expect.stringContaining('pod shop/mover-x in rome on node milan') }]);
});

it('on the way forward, takes no mover for ended', async () => {
  const stage = await openStage(unheard);
  const run = begin(retireMovers, stage);
  await pass(stage, 899_000);
  expect(run.over).toBe(false);
  await pass(stage, 1_000);
  expect(await run.ending).toMatchObject({
    kind: 'move',
    message: expect.stringContaining('do not go away'),
    seen: ['pod shop/mover-x in rome on node milan, Running'],
  });
  expect(await podsIn(stage.lab.rome)).toBe(1);
});

it('on the way back, takes away a mover that another holder has made since, before it heard that it is none any more', async () => {
  const stage = await openStage(heard);
  const { rome } = stage.lab;
  const run = begin(withdrawMovers, stage);
  await stage.clock.sleepers(1);
  await createMoverJob(rome);
  await pass(stage, 10_000);
  expect((await rome.list(kinds.job, { namespace: 'shop' })).items).toEqual([]);
  // What garbage collection and a kubelet do.
  await removeByForce(rome, 'shop', 'mover-x');
  await pass(stage, 1_000);
  await run.ending;
  expect(run.over).toBe(true);
});
