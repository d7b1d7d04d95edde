import { Command, Option } from '@commander-js/extra-typings';
import type { ConfigOverrides } from '../../kube/login/config-overrides.ts';
import { levelOption, type VerbosityFlags } from './verbosity.ts';
import { parsedOption, parseLabels, parsePairs, parseTimeout } from './flag-values.ts';

/** Flags that every command takes, before or after its name. */
export interface RootFlags extends ConfigOverrides, VerbosityFlags {
  /** The Go tool's word for `--yes`, taken by every command. */
  readonly skipConfirm?: true | undefined;
  readonly globalLabels?: ReadonlyMap<string, string> | undefined;
  readonly globalAnnotations?: ReadonlyMap<string, string> | undefined;
}

/** The root command with the flags that every command takes. */
export function createRoot() {
  return addIdleFlags(addConnectionFlags(new Command('liqoctl')))
    .option('--kubeconfig <file>', 'kubeconfig file (default: KUBECONFIG, then ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig to use')
    .option('--cluster <name>', 'cluster of the kubeconfig to use')
    .option('--user <name>', 'user of the kubeconfig to use')
    .option('-v, --verbose', 'verbose output with stack traces; -v=6 shows each API call')
    .addOption(levelOption())
    .addOption(parsedOption('--global-labels <k=v,..>', 'labels for what a move creates for itself', parseLabels))
    .addOption(parsedOption('--global-annotations <k=v,..>', 'annotations for what a move creates for itself', parsePairs));
}

/** kubectl's flags about the connection, which say something else than the kubeconfig; `kubectl options` explains them. */
function addConnectionFlags(root: Command) {
  return root
    .addOption(hidden('-s, --server <url>'))
    .addOption(hidden('--certificate-authority <file>'))
    .addOption(hidden('--insecure-skip-tls-verify'))
    .addOption(hidden('--tls-server-name <name>'))
    .addOption(hidden('--token <token>'))
    .addOption(hidden('--username <name>'))
    .addOption(hidden('--password <password>'))
    .addOption(hidden('--client-certificate <file>'))
    .addOption(hidden('--client-key <file>'))
    .addOption(hidden('--as <user>'))
    .addOption(hidden('--as-uid <uid>'))
    .addOption(repeatable('--as-group <group>'))
    .addOption(repeatable('--as-user-extra <key=value>'))
    .addOption(parsedOption('--request-timeout <duration>', '', parseTimeout).hideHelp());
}

/** Flags that change neither what is done nor where; they parse, so that command lines written for the Go tool keep working. */
function addIdleFlags<T extends Command>(root: T): T {
  for (const flags of ['--skip-confirm', '--cache-dir <folder>', '--disable-compression', '--match-server-version']) {
    root.addOption(hidden(flags));
  }
  return root;
}

function hidden<Flags extends string>(flags: Flags) {
  return new Option(flags).hideHelp();
}

function repeatable<Flags extends string>(flags: Flags) {
  return hidden(flags).argParser((text: string, earlier: readonly string[] | undefined): readonly string[] => [...(earlier ?? []), text]);
}
