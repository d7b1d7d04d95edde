import type { VolumeInfo } from '../move/info/volume-info.ts';
import { describeVolumes } from '../output/listings/volume-list.ts';
import { AppError } from '../base/errors.ts';
import { type TableFlags, tableShapeOf } from './flags/move-flags.ts';
import type { Host } from './host.ts';
import { untilAborted } from '../base/time/deadline.ts';
import { openMoveContext } from './move/move-context.ts';
import { type CommandFlags, runCommand } from './run-command.ts';

export interface InfoVolumeFlags extends CommandFlags, TableFlags {
  readonly allNamespaces?: true | undefined;
}

/** `info volume [claim]`: tells where data lives, and changes nothing. */
export function infoVolume(host: Host, claim: string | undefined, flags: InfoVolumeFlags): Promise<number> {
  return runCommand(host, flags, async () => {
    const scope = claim !== undefined ? 'claim' : flags.allNamespaces === true ? 'all' : 'namespace';
    const volumes = await untilAborted(host.interrupt.gentle, readVolumes(host, claim, flags));
    return { kind: 'listing', listing: describeVolumes(volumes, scope, tableShapeOf(flags)), exitCode: 0 };
  });
}

async function readVolumes(host: Host, claim: string | undefined, flags: InfoVolumeFlags): Promise<readonly VolumeInfo[]> {
  if (claim !== undefined && flags.allNamespaces === true) {
    throw new AppError('usage', 'cannot combine a claim name with --all-namespaces', { next: ['name its namespace with -n instead'] });
  }
  // Nothing is held here, so the duration of leases does not matter.
  const { context, namespace } = await openMoveContext(host, { ...flags, leaseDuration: 0 }, () => undefined);
  const { readVolumeInfos } = await host.info();
  return readVolumeInfos({ namespace: flags.allNamespaces === true ? undefined : namespace, claim }, context);
}
