import type { GuardMode, MoveRequest, VerifyLevel } from '../move/request.ts';
import type { MoveRef } from '../move/context.ts';
import { driveMove } from './drive-move.ts';
import type { Host } from './host.ts';
import type { MoveFlags } from './move-context.ts';

/** Flags of `move volume`, parsed. */
export interface MoveVolumeFlags extends MoveFlags {
  readonly targetNode: string;
  readonly containersCpuRequests?: string | undefined;
  readonly containersCpuLimits?: string | undefined;
  readonly containersRamRequests?: string | undefined;
  readonly containersRamLimits?: string | undefined;
  readonly resticImage: string;
  readonly resticServerImage: string;
  readonly verifyImage: string;
  readonly verify: VerifyLevel;
  readonly guard: GuardMode;
  readonly keepSource?: true | undefined;
  readonly repositoryClass?: string | undefined;
  readonly targetClass?: string | undefined;
  /** Seconds. */
  readonly stallTimeout: number;
  readonly dryRun?: true | undefined;
}

/** `move volume <claim>`: starts a move and stays until it ends. */
export function moveVolume(host: Host, claim: string, flags: MoveVolumeFlags): Promise<number> {
  return driveMove(host, { claim, flags }, (moves, ref, context) => moves.runMove(requestOf(ref, flags), flags.dryRun === true, context));
}

/** The wish, without anything that was not said. */
function requestOf(ref: MoveRef, flags: MoveVolumeFlags): MoveRequest {
  return {
    ...ref,
    targetNode: flags.targetNode,
    verify: flags.verify,
    guard: flags.guard,
    keepSource: flags.keepSource === true,
    ...said({ repositoryClass: flags.repositoryClass, targetClass: flags.targetClass }),
    images: { restic: flags.resticImage, server: flags.resticServerImage, verify: flags.verifyImage },
    resources: said({
      cpuRequests: flags.containersCpuRequests,
      cpuLimits: flags.containersCpuLimits,
      ramRequests: flags.containersRamRequests,
      ramLimits: flags.containersRamLimits,
    }),
    stallSeconds: flags.stallTimeout,
  };
}

/** Leaves undefined fields out: in a journal they would be something that was said. */
function said<K extends string>(fields: Record<K, string | undefined>): Partial<Record<K, string>> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<Record<K, string>>;
}
