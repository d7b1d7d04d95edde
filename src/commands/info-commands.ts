import { parseName, underName } from './flags/flag-values.ts';
import type { Host, Run } from './host.ts';
import { namespaceOption, outputOption, remoteKubeconfigOption } from './flags/move-flags.ts';
import type { createRoot } from './flags/root-flags.ts';

type Root = ReturnType<typeof createRoot>;

/** What it tells of anything but volumes is another program's business. */
export const infoName = 'info';

const infoHelp = `
Without "volume", and with any other word, it is handed over like the commands that are not ours.`;

const volumeHelp = `
Examples:
  liqoctl info volume -n shop
  liqoctl info volume data-db-0 -n shop -o json`;

/** `info` and what is below it. */
export function addInfoCommands(root: Root, host: Host, choose: (run: Run) => void): void {
  root
    .command(infoName)
    .description('tell where the data of claims lives')
    .helpCommand(false)
    .addHelpText('after', () => infoHelp)
    .command('volume')
    .alias('pvc')
    .description('tell where the data of a claim lives, or of all claims of a namespace')
    .argument('[claim]', 'name of the claim', (text) => underName('[claim]', () => parseName(text)))
    .addOption(namespaceOption('namespace of the claims (default: that of the context)'))
    .option('-A, --all-namespaces', 'claims of all namespaces')
    .addOption(remoteKubeconfigOption())
    .addOption(outputOption())
    .addHelpText('after', () => volumeHelp)
    .action((claim, _own, command) =>
      choose(async () => (await import('./info-volume.ts')).infoVolume(host, claim, command.optsWithGlobals())),
    );
}
