import { kinds } from '../../../src/kube/objects/kinds.ts';
import { journalName, journalNamespace } from '../../../src/move/model/names.ts';
import type { WriteFate } from '../operator/call.ts';
import { type Actor, startActor } from './actor.ts';
import { commandOfDeed, type Scene } from './scene.ts';
import type { Act, OperatorDeed, OperatorName } from './story.ts';

type OperatorAct = Extract<Act, { who: OperatorName }>;

const fates: Partial<Record<OperatorDeed, WriteFate>> = {
  'dies-before': 'killed-before',
  'dies-after': 'killed-after',
  'dies-late': 'late',
  sleeps: 'paused',
  loses: 'lost',
  'is-unanswered': 'unanswered',
  conflicts: '409',
};

/** Does what an operator does; says in words what that was, or undefined where it cannot be done now. */
export async function performOperator(scene: Scene, act: OperatorAct): Promise<string | undefined> {
  const actor = scene.actors.get(act.who);
  const isFree = actor === undefined || actor.state === 'over';
  const command = commandOfDeed(scene.run, act.deed);
  if (command !== undefined && isFree) return begin(scene, act.who, startActor(scene.run.world, command, chooseHolder(scene)));
  return command !== undefined || isFree ? undefined : goOn(scene, actor, act);
}

async function goOn(scene: Scene, actor: Actor, { deed, count = 1 }: OperatorAct): Promise<string | undefined> {
  const isAsleep = actor.state === 'asleep';
  if (isAsleep !== (deed === 'wakes')) return undefined;
  if (deed === 'wakes') return wake(actor);
  if (deed === 'writes' || deed === 'ends') return pass(actor, deed === 'ends' ? Infinity : count);
  const fate = fates[deed];
  if (fate === undefined || actor.state !== 'standing') return undefined;
  if (fate === 'late') scene.late.push(actor);
  return actor.meet(fate);
}

/** Up to its first write, so that it has looked at what is there now. */
async function begin({ run, actors }: Scene, who: OperatorName, actor: Actor): Promise<string> {
  actors.set(who, actor);
  void actor.ending.then((end) => run.steps.push(`${who}: ${end}`));
  return pass(actor, 0);
}

async function pass(actor: Actor, writes: number): Promise<string> {
  await actor.pass(writes);
  return '';
}

function wake(actor: Actor): string {
  actor.wake();
  return '';
}

/** Whoever finds the lease of somebody who is dead or asleep need not wait out its silence; beside a living one everybody has a name of its own. */
function chooseHolder({ run, actors }: Scene): string {
  const { namespace, claim } = run.app;
  const key = { name: journalName(namespace, claim), namespace: journalNamespace };
  const holder = run.world.consumer.peek(kinds.lease, key)?.spec?.holderIdentity ?? 'operator';
  const isBeside = [...actors.values()].some(({ state }) => state === 'going' || state === 'standing');
  return isBeside ? `beside ${holder}` : holder;
}
