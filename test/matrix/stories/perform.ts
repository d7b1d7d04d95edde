import { assertNever } from '../../../src/base/assert-never.ts';
import { performOperator } from './operators.ts';
import { deleteNewCopy, drainPods, labelClaim, leaveClaim, mountClaim, touchObjects } from './outsiders.ts';
import type { Scene } from './scene.ts';
import { type Act, formatAct } from './story.ts';

/** Does it and notes how that was; nothing where it cannot be done now. Resolves when everybody stands still again. */
export async function perform(scene: Scene, act: Act, performed: Act[]): Promise<void> {
  const { steps } = scene.run;
  const at = steps.length;
  const how = await performAny(scene, act);
  if (how === undefined) return;
  performed.push(act);
  // Before what has come of it meanwhile.
  steps.splice(at, 0, how === '' ? formatAct(act) : `${formatAct(act)}: ${how}`);
}

async function performAny(scene: Scene, act: Act): Promise<string | undefined> {
  switch (act.who) {
    case 'A':
    case 'B':
      return performOperator(scene, act);
    case 'late':
      return scene.late.shift()?.arrive();
    case 'user':
      return { mounts: mountClaim, leaves: leaveClaim, labels: labelClaim, 'deletes-new-copy': deleteNewCopy }[act.deed](scene);
    case 'controller':
      return { touches: touchObjects, drains: drainPods }[act.deed](scene);
    case 'liqo':
      return switchLiqo(scene, act.deed);
    default:
      return assertNever(act);
  }
}

/** Virtual kubelets are what of Liqo runs for each provider, and what restarts. */
export async function switchLiqo({ run: { world, direction } }: Pick<Scene, 'run'>, deed: 'stops' | 'starts'): Promise<string> {
  const { liqo } = world;
  for (const provider of direction.providers) {
    await (deed === 'stops' ? liqo.stopVirtualKubelet(provider) : liqo.startVirtualKubelet(provider));
  }
  return '';
}
