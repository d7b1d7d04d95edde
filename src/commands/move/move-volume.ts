import type { MoveContext } from '../../move/model/context.ts';
import type { Emit } from '../../move/model/events.ts';
import type { Plan } from '../../move/model/plan.ts';
import type { GuardMode, MoveRequest, VerifyLevel } from '../../move/model/request.ts';
import { formatHome } from '../../volumes/home.ts';
import { summarizePlan } from '../../output/ending/plan-summary.ts';
import { classFrom } from '../flags/class-variables.ts';
import { type ResourceFlags, resourcesOf } from '../flags/container-resources.ts';
import { type PodFlags, podWishesOf } from '../flags/pod-flags.ts';
import { type Ask, type ConfirmFlags, openQuestion } from '../confirm.ts';
import { checking, runMoveCommand, type DrivenMove } from './run-move-command.ts';
import type { Host } from '../host.ts';
import type { MoveFlags } from './move-context.ts';

/** Flags of `move volume`, parsed. */
export interface MoveVolumeFlags extends MoveFlags, ResourceFlags, PodFlags, ConfirmFlags {
  readonly targetNode: string;
  readonly resticImage: string;
  readonly resticServerImage: string;
  readonly verifyImage: string;
  readonly verify: VerifyLevel;
  readonly guard: GuardMode;
  readonly compression: NonNullable<MoveRequest['compression']>;
  /** Bytes per second. */
  readonly limitRate?: number | undefined;
  readonly keepSource?: true | undefined;
  readonly scale?: true | undefined;
  readonly warm?: true | undefined;
  /** Seconds. */
  readonly maxDowntime: number;
  readonly removeFinishedPods?: true | undefined;
  readonly acceptLostTimes?: true | undefined;
  readonly repositoryClass?: string | undefined;
  readonly targetClass?: string | undefined;
  readonly moverPrivileged?: true | undefined;
  readonly moverUid?: number | undefined;
  /** Seconds. */
  readonly stallTimeout: number;
  readonly dryRun?: true | undefined;
}

/** `move volume <claim>`: starts a move and stays until it ends. Throws AppError `usage` for flags that contradict each other. */
export async function moveVolume(host: Host, claim: string, flags: MoveVolumeFlags): Promise<number> {
  const { repositoryClass = classFrom(host.env, 'repository'), targetClass = classFrom(host.env, 'target') } = flags;
  const wish = requestOf({ ...flags, repositoryClass, targetClass });
  return runMoveCommand(host, { claim, flags }, (driven) => {
    const { moves, ref, context, reporter } = driven;
    const ask = openQuestion(host, flags, reporter);
    const asking = ask === undefined ? context : askingBefore(ask, driven);
    return moves.runMove({ ...ref, ...wish }, flags.dryRun === true, asking);
  });
}

/** The context of a move that shows its plan and asks before it begins. */
function askingBefore(ask: Ask, { moves, context, reporter }: DrivenMove): MoveContext {
  const confirm = async (plan: Plan) => {
    const last = await moves.findRecord(context.consumer, plan.request).catch(() => undefined);
    await ask(summarizePlan(plan, { from: formatHome(plan.source), to: formatHome(plan.target), last }), 'Move?');
    reporter.begin(checking);
  };
  return { ...context, emit: oncePerWarning(context.emit), confirm };
}

/** After the answer everything is checked again: what was warned of then needs no second warning. */
function oncePerWarning(emit: Emit): Emit {
  const given = new Set<string>();
  return (event) => {
    if (event.type === 'warning' && given.has(event.text)) return;
    if (event.type === 'warning') given.add(event.text);
    emit(event);
  };
}

/** The wish, without anything that was not said: in a journal, undefined would be something that was said. */
function requestOf(flags: MoveVolumeFlags): Omit<MoveRequest, 'namespace' | 'claim'> {
  const { targetNode, verify, guard, compression, limitRate, keepSource, repositoryClass, targetClass, stallTimeout } = flags;
  return {
    targetNode,
    verify,
    guard,
    compression,
    ...(limitRate !== undefined && { limitRate }),
    keepSource: keepSource === true,
    ...(repositoryClass !== undefined && { repositoryClass }),
    ...(targetClass !== undefined && { targetClass }),
    ...(flags.scale === true && { scale: true }),
    ...(flags.warm === true && { warm: { maxDowntimeSeconds: flags.maxDowntime } }),
    ...(flags.removeFinishedPods === true && { removeFinishedPods: true }),
    ...(flags.acceptLostTimes === true && { acceptLostTimes: true }),
    ...rightsOf(flags),
    ...podWishesOf(flags),
    images: { restic: flags.resticImage, server: flags.resticServerImage, verify: flags.verifyImage },
    resources: resourcesOf(flags),
    ...marksOf(flags),
    stallSeconds: stallTimeout,
  };
}

function rightsOf({ moverPrivileged, moverUid }: MoveVolumeFlags): Pick<MoveRequest, 'rights'> {
  if (moverPrivileged === true) return { rights: { kind: 'privileged' } };
  return moverUid === undefined ? {} : { rights: { kind: 'user', uid: moverUid } };
}

function marksOf({ globalLabels, globalAnnotations }: MoveVolumeFlags): Pick<MoveRequest, 'marks'> {
  if (globalLabels === undefined && globalAnnotations === undefined) return {};
  return {
    marks: {
      ...(globalLabels !== undefined && { labels: Object.fromEntries(globalLabels) }),
      ...(globalAnnotations !== undefined && { annotations: Object.fromEntries(globalAnnotations) }),
    },
  };
}
