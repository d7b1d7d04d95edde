import { Option } from '@commander-js/extra-typings';
import { outputFormats } from '../../output/formats.ts';
import { parsedOption, parseMoverUser, parseNamespace, parseSeconds, underName } from './flag-values.ts';
import { parseRemoteKubeconfig, type RemoteKubeconfig } from './remote-kubeconfigs.ts';

/** `-n`; without it the context's namespace counts, as in kubectl. */
export function namespaceOption(description: string) {
  return parsedOption('-n, --namespace <name>', description, parseNamespace);
}

/** `-o`. */
export function outputOption() {
  return new Option('-o, --output <format>', 'how to print').choices(outputFormats).default('text' as const);
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

/** Finished pods keep a claim from being deleted as running ones do. */
export function removeFinishedPodsOption() {
  return new Option('--remove-finished-pods', 'delete finished pods that name the claim');
}

/** Movers that may see and set `trusted.*` attributes too. */
export function moverPrivilegedOption() {
  return new Option('--mover-privileged', 'movers get SYS_ADMIN too, which trusted.* attributes need').conflicts('moverUid');
}

/** Movers for namespaces that do not allow root. */
export function moverUidOption() {
  return parsedOption('--mover-uid <uid>', 'movers run as this user, and leave out what only root can carry', parseMoverUser);
}
