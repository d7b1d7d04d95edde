import { exitCodes } from '../../base/exit-codes.ts';
import { classOption } from '../flags/class-variables.ts';
import { parseClaimArgument, withNamespaceOf } from '../flags/claim-argument.ts';
import { parseContainerQuantity, parsedOption, parseName, parseServiceAccount } from '../flags/flag-values.ts';
import { imageOption, moverNodeSelectorOption, moverTolerationOption, priorityClassOption, pullSecretOption } from '../flags/pod-flags.ts';
import type { Host, Run } from '../host.ts';
import {
  compressionOption,
  guardOption,
  leaseOption,
  limitRateOption,
  maxDowntimeOption,
  moverPrivilegedOption,
  moverUidOption,
  namespaceOption,
  noHeadersOption,
  outputOption,
  remoteKubeconfigOption,
  removeFinishedPodsOption,
  reportOption,
  stallOption,
  tableOutputOption,
  verifyOption,
  yesOption,
} from '../flags/move-flags.ts';
import type { createRoot } from '../flags/root-flags.ts';
import { wrapText } from '../../output/wrap.ts';

type Root = ReturnType<typeof createRoot>;

export const moveName = 'move';
type Choose = (run: Run) => void;

const claimHelp = 'name of the claim, or NAMESPACE/NAME';
const ofClaim = 'namespace of the claim (default: that of the context)';

/** `move` and what is below it. */
export function addMoveCommands(root: Root, host: Host, choose: Choose): void {
  const move = moveCommand(root);
  addVolume(move, host, choose);
  addList(move, host, choose);
  addStatus(move, host, choose);
  addResume(move, host, choose);
  addAbort(move, host, choose);
  addCleanup(move, host, choose);
  addRbac(move, host, choose);
}

function moveCommand(root: Root) {
  return root.command(moveName).description('move volumes, and manage unfinished moves');
}

type Move = ReturnType<typeof moveCommand>;

/** With a hanging indent, in the width of the terminal. */
function volumeHelp(columns: number): string {
  const codes = Object.values(exitCodes).map(({ code, meaning }) => wrapText(`  ${String(code).padEnd(5)}${meaning}`, columns, 7));
  return `${examples}

Exit codes:
${codes.join('\n')}`;
}

const examples = `
Examples:
  liqoctl move volume data-db-0 -n app --target-node milan
  liqoctl move volume data-db-0 -n app --target-node milan --dry-run`;

function addVolume(move: Move, host: Host, choose: Choose): void {
  const command = volumeCommand(move, host).addHelpText('after', () => volumeHelp(host.streams.stdout.columns ?? 80));
  command.action((claim, _own, command) =>
    choose(async () => (await import('./move-volume.ts')).moveVolume(host, claim.claim, withNamespaceOf(claim, command.optsWithGlobals()))),
  );
}

function nameVolume(move: Move) {
  return move
    .command('volume')
    .alias('pvc')
    .description('move the data behind a claim to another node, here or in another cluster')
    .argument('<claim>', claimHelp, parseClaimArgument('<claim>'))
    .addOption(namespaceOption(ofClaim));
}

function volumeCommand(move: Move, { env }: Host) {
  const quantity = <Flags extends string>(flags: Flags, what: string) =>
    parsedOption(flags, `${what} of every container`, parseContainerQuantity);
  return nameVolume(move)
    .addOption(parsedOption('--target-node <node>', 'node to move to, physical or virtual', parseName).makeOptionMandatory())
    .option('--dry-run', 'print the plan and change nothing')
    .addOption(yesOption('move'))
    .addOption(verifyOption())
    .addOption(guardOption())
    .addOption(compressionOption())
    .addOption(limitRateOption())
    .option('--accept-lost-times', 'continue where a timestamp cannot be preserved, and report it')
    .option('--keep-source', 'keep the old copy until "move resume" deletes it')
    .option('--scale', 'scale down who uses the claim (StatefulSet, Deployment, ReplicaSet), and back afterwards')
    .option('--warm', 'copy while the application runs, and stop it for the last difference only')
    .addOption(maxDowntimeOption())
    .addOption(removeFinishedPodsOption())
    .addOption(classOption('--target-class <class>', 'storage class of the new real claim', 'target'))
    .addOption(classOption('--repository-class <class>', "storage class of the repository's volume", 'repository'))
    .addOption(remoteKubeconfigOption())
    .addOption(moverPrivilegedOption())
    .addOption(moverUidOption())
    .addOption(stallOption())
    .addOption(quantity('--containers-cpu-requests <quantity>', 'CPU request'))
    .addOption(quantity('--containers-cpu-limits <quantity>', 'CPU limit'))
    .addOption(quantity('--containers-ram-requests <quantity>', 'memory request'))
    .addOption(quantity('--containers-ram-limits <quantity>', 'memory limit'))
    .addOption(imageOption('--restic-image <image>', 'image of the movers', { image: 'restic', env }))
    .addOption(imageOption('--restic-server-image <image>', 'image of the repository', { image: 'server', env }))
    .addOption(imageOption('--verify-image <image>', 'image of the manifest program', { image: 'verify', env }))
    .addOption(pullSecretOption())
    .addOption(priorityClassOption())
    .addOption(moverTolerationOption())
    .addOption(moverNodeSelectorOption())
    .addOption(outputOption())
    .addOption(reportOption())
    .addOption(leaseOption());
}

function addList(move: Move, host: Host, choose: Choose): void {
  move
    .command('list')
    .description('list unfinished moves')
    .addOption(namespaceOption('only those of one namespace'))
    .option('-A, --all-namespaces', 'those of all namespaces, as without -n')
    .addOption(tableOutputOption())
    .addOption(noHeadersOption())
    .addOption(leaseOption())
    .action((_own, command) => choose(async () => (await import('./move-list.ts')).moveList(host, command.optsWithGlobals())));
}

function addStatus(move: Move, host: Host, choose: Choose): void {
  move
    .command('status')
    .description('show how far a move is, or how the last one ended')
    .argument('<claim>', claimHelp, parseClaimArgument('<claim>'))
    .addOption(namespaceOption(ofClaim))
    .option('--watch', 'show progress until the move ends')
    .addOption(outputOption())
    .addOption(leaseOption())
    .action((claim, _own, command) =>
      choose(async () =>
        (await import('./move-status.ts')).moveStatus(host, claim.claim, withNamespaceOf(claim, command.optsWithGlobals())),
      ),
    );
}

function addResume(move: Move, host: Host, choose: Choose): void {
  move
    .command('resume')
    .description('continue a move from its journal, on any machine')
    .argument('<claim>', claimHelp, parseClaimArgument('<claim>'))
    .addOption(namespaceOption(ofClaim))
    .addOption(remoteKubeconfigOption())
    .addOption(outputOption())
    .addOption(reportOption())
    .addOption(leaseOption())
    .action((claim, _own, command) =>
      choose(async () =>
        (await import('./move-resume.ts')).moveResume(host, claim.claim, withNamespaceOf(claim, command.optsWithGlobals())),
      ),
    );
}

function addAbort(move: Move, host: Host, choose: Choose): void {
  move
    .command('abort')
    .description('roll back a move')
    .argument('<claim>', claimHelp, parseClaimArgument('<claim>'))
    .addOption(namespaceOption(ofClaim))
    .option('--discard-changes', 'roll back although the application may have written to the new copy')
    .option('--recreate', 'create the claim again where it is gone')
    .addOption(yesOption('discard changes'))
    .addOption(parsedOption('--forget <provider>', 'roll back without a provider that is gone for good', parseName))
    .addOption(remoteKubeconfigOption())
    .addOption(outputOption())
    .addOption(reportOption())
    .addOption(leaseOption())
    .action((claim, _own, command) =>
      choose(async () => (await import('./move-abort.ts')).moveAbort(host, claim.claim, withNamespaceOf(claim, command.optsWithGlobals()))),
    );
}

function addCleanup(move: Move, host: Host, choose: Choose): void {
  move
    .command('cleanup')
    .description('list what moves have left in the clusters, and remove what no journal needs')
    .addOption(namespaceOption('only what is about claims of that namespace (default: that of the context)'))
    .option('-A, --all-namespaces', 'what is about claims of all namespaces')
    .option('--dry-run', 'list it and change nothing')
    .addOption(yesOption('remove'))
    .addOption(remoteKubeconfigOption())
    .addOption(outputOption())
    .addOption(leaseOption())
    .action((_own, command) => choose(async () => (await import('./move-cleanup.ts')).moveCleanup(host, command.optsWithGlobals())));
}

function addRbac(move: Move, host: Host, choose: Choose): void {
  move
    .command('rbac')
    .description('print the least role that moves need, for kubectl apply')
    .option('--user <name>', 'bind it to this user')
    .option('--group <name>', 'bind it to this group')
    .addOption(parsedOption('--service-account <namespace:name>', 'bind it to this service account', parseServiceAccount))
    .option('--provider', 'the role for a kubeconfig of a provider (--remote-kubeconfig) instead')
    .addOption(outputOption())
    .action((_own, command) => choose(async () => (await import('./move-rbac.ts')).moveRbac(host, command.optsWithGlobals())));
}
