import type { VolumeInfo } from '../move/info/volume-info.ts';
import { asAppError } from '../output/ending.ts';
import { createReporter } from '../output/reporter.ts';
import { renderVolumes } from '../output/volume-list.ts';
import { writeLines } from '../output/write-lines.ts';
import { AppError } from '../base/errors.ts';
import { exitCodeOfError } from './exit-code.ts';
import type { Host } from './host.ts';
import { untilAborted } from './interruptible.ts';
import { type MoveFlags, openMoveContext } from './move-context.ts';

export interface InfoVolumeFlags extends Omit<MoveFlags, 'leaseDuration'> {
  readonly allNamespaces?: true | undefined;
}

/** `info volume [claim]`: tells where data lives, and changes nothing. */
export async function infoVolume(host: Host, claim: string | undefined, flags: InfoVolumeFlags): Promise<number> {
  const { streams, env, clock } = host;
  try {
    const volumes = await untilAborted(host.interrupt.gentle, readVolumes(host, claim, flags));
    if (volumes.length === 0 && flags.output === 'text') writeLines(streams.stderr, ['No claims.']);
    writeLines(streams.stdout, renderVolumes(volumes, { format: flags.output, alone: claim !== undefined }));
    return 0;
  } catch (thrown) {
    const error = asAppError(thrown);
    const exitCode = exitCodeOfError(error);
    const reporter = createReporter({ format: flags.output, streams, env, clock, verbose: flags.verbose === true });
    reporter.end({ kind: 'error', error, exitCode });
    return exitCode;
  }
}

async function readVolumes(host: Host, claim: string | undefined, flags: InfoVolumeFlags): Promise<readonly VolumeInfo[]> {
  if (claim !== undefined && flags.allNamespaces === true) {
    throw new AppError('usage', 'a claim and --all-namespaces contradict each other', { next: ['name its namespace with -n instead'] });
  }
  // Nothing is held here, so the duration of leases does not matter.
  const { context, namespace } = await openMoveContext(host, { ...flags, leaseDuration: 0 }, () => undefined);
  const { readVolumeInfos } = await host.info();
  return readVolumeInfos({ namespace: flags.allNamespaces === true ? undefined : namespace, claim }, context);
}
