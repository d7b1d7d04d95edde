import { Option } from '@commander-js/extra-typings';
import { type OutputFormat, outputFormats } from '../../output/formats.ts';
import type { TableShape } from '../../output/table.ts';
import { parsedOption, parseMoverUser, parseNamespace, parseRate, parseSeconds, underName } from './flag-values.ts';
import { parseRemoteKubeconfig, type RemoteKubeconfig } from './remote-kubeconfigs.ts';

/** `-n`; without it the context's namespace counts, as in kubectl. */
export function namespaceOption(description: string) {
  return parsedOption('-n, --namespace <name>', description, parseNamespace);
}

/** `-o` of a command that prints no table. */
export function outputOption() {
  return new Option('-o, --output <format>', 'how to print')
    .choices(outputFormats.filter((format) => format !== 'wide'))
    .default('text' as const);
}

/** `-o` of a command that prints a table. */
export function tableOutputOption() {
  return new Option('-o, --output <format>', 'how to print').choices(outputFormats).default('text' as const);
}

/** Commander calls the flag `headers`, true unless it is given. */
export function noHeadersOption() {
  return new Option('--no-headers', 'print the rows of a table without its head');
}

/** Flags of a command that prints a table. */
export interface TableFlags {
  readonly output: OutputFormat;
  readonly headers: boolean;
}

export function tableShapeOf({ output, headers }: TableFlags): TableShape {
  return { wide: output === 'wide', headers };
}

/** `-y`; `--skip-confirm` of the Go tool says the same. */
export function yesOption(what: string) {
  return new Option('-y, --yes', `${what} without asking; a terminal is asked otherwise`);
}

export function reportOption() {
  return new Option('--report <file>', 'write the result to this file as JSON, too');
}

/** `--remote-kubeconfig`, repeatable. */
export function remoteKubeconfigOption() {
  const description = 'kubeconfig for a provider, where the one that Liqo keeps is not enough; repeatable';
  return new Option('--remote-kubeconfig <[provider=]file>', description).argParser(
    (text: string, earlier: readonly RemoteKubeconfig[] | undefined) =>
      underName('--remote-kubeconfig', () => parseRemoteKubeconfig(text, earlier ?? [])),
  );
}

/** How long another liqoctl waits before it takes over a move whose holder is silent. */
export function leaseOption() {
  return parsedOption('--lease-duration <duration>', 'silence after which another liqoctl takes over', parseSeconds)
    .default(15, '15s')
    .hideHelp();
}

export function verifyOption() {
  return new Option('--verify <level>', 'verification level').choices(['full', 'restore', 'none'] as const).default('full' as const);
}

/** Compressing costs processor time at both ends, and the link is not always what a copy waits for. */
export function compressionOption() {
  return new Option('--compression <mode>', 'compress data on its way: auto = if the link is slow and a sample gets smaller')
    .choices(['auto', 'on', 'off'] as const)
    .default('auto' as const);
}

export function limitRateOption() {
  return parsedOption('--limit-rate <quantity>', 'bytes per second that each mover may send or fetch, e.g. 20Mi', parseRate);
}

export function guardOption() {
  return new Option('--guard <mode>', 'if ValidatingAdmissionPolicy is unavailable: auto = warn and watch, required = refuse')
    .choices(['auto', 'required'] as const)
    .default('auto' as const);
}

/** What `--warm` aims at; without it, it says nothing. */
export function maxDowntimeOption() {
  return parsedOption('--max-downtime <duration>', 'with --warm: stop the application once the rest takes no longer', parseSeconds).default(
    30,
    '30s',
  );
}

/** Finished pods keep a claim from being deleted as running ones do. */
export function removeFinishedPodsOption() {
  return new Option('--remove-finished-pods', 'delete finished pods that reference the claim');
}

/** Movers that may see and set `trusted.*` attributes too. */
export function moverPrivilegedOption() {
  return new Option('--mover-privileged', 'run movers with CAP_SYS_ADMIN (needed for trusted.* xattrs)').conflicts('moverUid');
}

/** Movers for namespaces that do not allow root. */
export function moverUidOption() {
  return parsedOption('--mover-uid <uid>', 'run movers as this UID; ownership, devices, capabilities are not preserved', parseMoverUser);
}

/** How long a pod may start, work without news, or take to go. */
export function stallOption() {
  return parsedOption('--stall-timeout <duration>', 'fail if a pod makes no progress for this long', parseSeconds).default(900, '15m');
}
