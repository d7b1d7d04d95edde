import { Option } from '@commander-js/extra-typings';
import { exitCodes } from '../base/exit-codes.ts';
import { defaultImages } from '../move/model/default-images.ts';
import { parseContainerQuantity, parsedOption, parseImage, parseName, parseSeconds, underName } from './flags/flag-values.ts';
import type { Host, Run } from './host.ts';
import {
  leaseOption,
  moverPrivilegedOption,
  moverUidOption,
  namespaceOption,
  outputOption,
  remoteKubeconfigOption,
  removeFinishedPodsOption,
} from './flags/move-flags.ts';
import type { createRoot } from './flags/root-flags.ts';

type Root = ReturnType<typeof createRoot>;

export const moveName = 'move';
type Choose = (run: Run) => void;

const ofClaim = 'namespace of the claim (default: that of the context)';

/** `move` and what is below it. */
export function addMoveCommands(root: Root, host: Host, choose: Choose): void {
  const move = moveCommand(root);
  addVolume(move, host, choose);
  addList(move, host, choose);
  addResume(move, host, choose);
  addAbort(move, host, choose);
}

function moveCommand(root: Root) {
  return root.command(moveName).description('move volumes, and look after moves that are not finished');
}

type Move = ReturnType<typeof moveCommand>;

const volumeHelp = `
Examples:
  liqoctl move volume data-db-0 -n shop --target-node milan
  liqoctl move volume data-db-0 -n shop --target-node milan --dry-run

Exit codes:
${Object.values(exitCodes)
  .map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`)
  .join('\n')}`;

function addVolume(move: Move, host: Host, choose: Choose): void {
  const command = volumeCommand(move).addHelpText('after', () => volumeHelp);
  command.action((claim, _own, command) =>
    choose(async () => (await import('./move-volume.ts')).moveVolume(host, claim, command.optsWithGlobals())),
  );
}

function volumeCommand(move: Move) {
  const quantity = <Flags extends string>(flags: Flags, what: string) =>
    parsedOption(flags, `${what} of every container`, parseContainerQuantity);
  return move
    .command('volume')
    .alias('pvc')
    .description('move the data behind a claim to another node, here or in another cluster')
    .argument('<claim>', 'name of the claim', parseClaim)
    .addOption(namespaceOption(ofClaim))
    .addOption(parsedOption('--target-node <node>', 'node to move to, physical or virtual', parseName).makeOptionMandatory())
    .option('--dry-run', 'print the plan and change nothing')
    .addOption(
      new Option('--verify <level>', 'how much of the copy is proven')
        .choices(['full', 'restore', 'none'] as const)
        .default('full' as const),
    )
    .addOption(
      new Option('--guard <mode>', 'what to do where the cluster cannot guard the claim')
        .choices(['auto', 'required'] as const)
        .default('auto' as const),
    )
    .option('--accept-lost-times', 'go on where a time cannot be kept, and tell what becomes of it')
    .option('--keep-source', 'keep the old copy until "move resume" releases it')
    .addOption(removeFinishedPodsOption())
    .addOption(parsedOption('--target-class <class>', 'storage class of the new real claim', parseName))
    .addOption(parsedOption('--repository-class <class>', "storage class of the repository's volume", parseName))
    .addOption(remoteKubeconfigOption())
    .addOption(moverPrivilegedOption())
    .addOption(moverUidOption())
    .addOption(parsedOption('--stall-timeout <duration>', 'limit for a pod to start, get on or go', parseSeconds).default(900, '15m'))
    .addOption(quantity('--containers-cpu-requests <quantity>', 'CPU request'))
    .addOption(quantity('--containers-cpu-limits <quantity>', 'CPU limit'))
    .addOption(quantity('--containers-ram-requests <quantity>', 'memory request'))
    .addOption(quantity('--containers-ram-limits <quantity>', 'memory limit'))
    .addOption(parsedOption('--restic-image <image>', 'image of the movers', parseImage).default(defaultImages.restic))
    .addOption(parsedOption('--restic-server-image <image>', 'image of the repository', parseImage).default(defaultImages.server))
    .addOption(parsedOption('--verify-image <image>', 'image of the manifest program', parseImage).default(defaultImages.verify))
    .addOption(outputOption())
    .addOption(leaseOption());
}

function addList(move: Move, host: Host, choose: Choose): void {
  move
    .command('list')
    .description('list the moves that are not finished')
    .addOption(namespaceOption('only those of one namespace'))
    .addOption(outputOption())
    .addOption(leaseOption())
    .action((_own, command) => choose(async () => (await import('./move-list.ts')).moveList(host, command.optsWithGlobals())));
}

function addResume(move: Move, host: Host, choose: Choose): void {
  move
    .command('resume')
    .description('continue a move from its journal, on any machine')
    .argument('<claim>', 'name of the claim', parseClaim)
    .addOption(namespaceOption(ofClaim))
    .addOption(remoteKubeconfigOption())
    .addOption(outputOption())
    .addOption(leaseOption())
    .action((claim, _own, command) =>
      choose(async () => (await import('./move-resume.ts')).moveResume(host, claim, command.optsWithGlobals())),
    );
}

function addAbort(move: Move, host: Host, choose: Choose): void {
  move
    .command('abort')
    .description('take a move back')
    .argument('<claim>', 'name of the claim', parseClaim)
    .addOption(namespaceOption(ofClaim))
    .option('--discard-changes', 'go back although the application may have written to the new copy')
    .option('--recreate', 'create the claim again where it is gone')
    .addOption(parsedOption('--forget <provider>', 'go back without a provider that is gone for good', parseName))
    .addOption(remoteKubeconfigOption())
    .addOption(outputOption())
    .addOption(leaseOption())
    .action((claim, _own, command) =>
      choose(async () => (await import('./move-abort.ts')).moveAbort(host, claim, command.optsWithGlobals())),
    );
}

function parseClaim(text: string): string {
  return underName('<claim>', () => parseName(text));
}
