import { parseClaimArgument, withNamespaceOf } from './flags/claim-argument.ts';
import type { Host, Run } from './host.ts';
import { namespaceOption, noHeadersOption, remoteKubeconfigOption, tableOutputOption } from './flags/move-flags.ts';
import type { createRoot } from './flags/root-flags.ts';

type Root = ReturnType<typeof createRoot>;

/** What it tells of anything but volumes is another program's business. */
export const infoName = 'info';

const infoHelp = `
Other info subcommands are passed to Liqo's liqoctl.`;

const volumeHelp = `
Examples:
  liqoctl info volume -n app
  liqoctl info volume data-db-0 -n app -o json`;

/** `info` and what is below it. */
export function addInfoCommands(root: Root, host: Host, choose: (run: Run) => void): void {
  root
    .command(infoName)
    .description('show where the data of claims is')
    .helpCommand(false)
    .addHelpText('after', () => infoHelp)
    .command('volume')
    .alias('pvc')
    .description('show where the data of a claim is, or of all claims of a namespace')
    .argument('[claim]', 'name of the claim, or NAMESPACE/NAME', parseClaimArgument('[claim]'))
    .addOption(namespaceOption('namespace of the claims (default: that of the context)'))
    .option('-A, --all-namespaces', 'claims of all namespaces')
    .addOption(remoteKubeconfigOption())
    .addOption(tableOutputOption())
    .addOption(noHeadersOption())
    .addHelpText('after', () => volumeHelp)
    .action((claim, _own, command) =>
      choose(async () => {
        const { infoVolume } = await import('./info-volume.ts');
        const flags = command.optsWithGlobals();
        return infoVolume(host, claim?.claim, claim === undefined ? flags : withNamespaceOf(claim, flags));
      }),
    );
}
