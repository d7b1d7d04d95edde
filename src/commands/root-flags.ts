import { Command, Option } from '@commander-js/extra-typings';
import { AppError } from '../base/errors.ts';
import type { ClusterFlags } from '../kube/config.ts';
import { parsedOption, parsePairs } from './flag-values.ts';

/** Flags that every command takes, before or after its name. */
export interface RootFlags extends ClusterFlags {
  readonly verbose?: true | undefined;
  readonly globalLabels?: ReadonlyMap<string, string> | undefined;
  readonly globalAnnotations?: ReadonlyMap<string, string> | undefined;
}

/** Flags of kubectl that mean another cluster or user than the kubeconfig says; to ignore them would act in the wrong place. */
const refused = [
  '-s, --server <url>',
  '--token <token>',
  '--as <user>',
  '--as-group <group>',
  '--as-uid <uid>',
  '--as-user-extra <pair>',
  '--username <name>',
  '--password <password>',
  '--certificate-authority <file>',
  '--client-certificate <file>',
  '--client-key <file>',
  '--insecure-skip-tls-verify',
  '--tls-server-name <name>',
];

/** Flags that change neither what is done nor where; they parse, so that command lines written for the Go tool keep working. */
const accepted = [
  '--skip-confirm',
  '--cache-dir <folder>',
  '--disable-compression',
  '--match-server-version',
  '--request-timeout <duration>',
];

/** The root command with the flags that every command takes. */
export function createRoot() {
  const root = new Command('liqoctl')
    .option('--kubeconfig <file>', 'kubeconfig file (default: KUBECONFIG, then ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig to use')
    .option('--cluster <name>', 'cluster of the kubeconfig to use')
    .option('--user <name>', 'user of the kubeconfig to use')
    .option('-v, --verbose', 'say more, with the stack of an error')
    .addOption(parsedOption('--global-labels <k=v,..>', 'accepted, without effect', parsePairs).hideHelp())
    .addOption(parsedOption('--global-annotations <k=v,..>', 'accepted, without effect', parsePairs).hideHelp());
  for (const flags of accepted) root.addOption(new Option(flags).hideHelp());
  for (const flags of refused) {
    const option = new Option(flags).hideHelp();
    root.addOption(option).on(`option:${option.name()}`, () => refuse(option.long ?? flags));
  }
  return root;
}

/** What to say about flags that parse and do nothing. */
export function warningsAbout(flags: RootFlags): string[] {
  const idle = [
    ...(flags.globalLabels === undefined ? [] : ['--global-labels']),
    ...(flags.globalAnnotations === undefined ? [] : ['--global-annotations']),
  ];
  return idle.map((flag) => `${flag} has no effect: everything that a move creates for itself is gone when it ends`);
}

function refuse(flag: string): never {
  throw new AppError('usage', `${flag} is not supported`, {
    next: ['put it into a kubeconfig, and name that with --kubeconfig or --context'],
  });
}
