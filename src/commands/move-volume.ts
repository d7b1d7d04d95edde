import type { GuardMode, MoveRequest, VerifyLevel } from '../move/model/request.ts';
import { type ResourceFlags, resourcesOf } from './flags/container-resources.ts';
import { runMoveCommand } from './run-move-command.ts';
import type { Host } from './host.ts';
import type { MoveFlags } from './move-context.ts';

/** Flags of `move volume`, parsed. */
export interface MoveVolumeFlags extends MoveFlags, ResourceFlags {
  readonly targetNode: string;
  readonly resticImage: string;
  readonly resticServerImage: string;
  readonly verifyImage: string;
  readonly verify: VerifyLevel;
  readonly guard: GuardMode;
  readonly keepSource?: true | undefined;
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
  const wish = requestOf(flags);
  return runMoveCommand(host, { claim, flags }, (moves, ref, context) =>
    moves.runMove({ ...ref, ...wish }, flags.dryRun === true, context),
  );
}

/** The wish, without anything that was not said: in a journal, undefined would be something that was said. */
function requestOf(flags: MoveVolumeFlags): Omit<MoveRequest, 'namespace' | 'claim'> {
  const { targetNode, verify, guard, keepSource, repositoryClass, targetClass, stallTimeout } = flags;
  return {
    targetNode,
    verify,
    guard,
    keepSource: keepSource === true,
    ...(repositoryClass !== undefined && { repositoryClass }),
    ...(targetClass !== undefined && { targetClass }),
    ...(flags.removeFinishedPods === true && { removeFinishedPods: true }),
    ...(flags.acceptLostTimes === true && { acceptLostTimes: true }),
    ...rightsOf(flags),
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
