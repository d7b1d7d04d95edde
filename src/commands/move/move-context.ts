import type { Emit } from '../../move/model/events.ts';
import type { MoveContext } from '../../move/model/context.ts';
import type { OutputFormat } from '../../output/formats.ts';
import type { Host } from '../host.ts';
import { readRemoteKubeconfigs, type RemoteKubeconfig } from '../flags/remote-kubeconfigs.ts';
import type { RootFlags } from '../flags/root-flags.ts';

/** Flags that every command on a move takes. */
export interface MoveFlags extends RootFlags {
  readonly namespace?: string | undefined;
  readonly output: OutputFormat;
  readonly remoteKubeconfig?: readonly RemoteKubeconfig[] | undefined;
  /** File that gets the result as JSON, too. */
  readonly report?: string | undefined;
  /** Seconds. */
  readonly leaseDuration: number;
}

/** Connects, and builds what the engine needs; `namespace` is the flag's, else the context's. */
export async function openMoveContext(host: Host, flags: MoveFlags, emit: Emit): Promise<{ context: MoveContext; namespace: string }> {
  // Files first: a typing mistake should not wait for a cluster.
  const remoteKubeconfigs = await readRemoteKubeconfigs(flags.remoteKubeconfig ?? [], (path) => host.readText(path));
  const { port, namespace } = await host.connect(flags);
  const { clock, random, interrupt, holder, version } = host;
  const connect: MoveContext['connect'] = (kubeconfig, options) => host.connectText(kubeconfig, options, flags);
  const leaseSeconds = flags.leaseDuration;
  const context = { consumer: port, connect, remoteKubeconfigs, version, clock, random, emit, interrupt, holder, leaseSeconds };
  return { context, namespace: flags.namespace ?? namespace };
}
