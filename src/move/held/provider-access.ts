import { AppError } from '../../base/errors.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { findTenantKubeconfig, readVirtualNodes } from '../../liqo/tenant-access.ts';
import type { MoveContext } from '../model/context.ts';

/** Connections to providers, each opened once: with the kubeconfig that the user gave, else with the one that Liqo keeps for its own use. */
export function openProviders(context: MoveContext): (provider: string) => Promise<KubePort> {
  const open = new Map<string, Promise<KubePort>>();
  return async (provider) => {
    const known = open.get(provider) ?? openProvider(context, provider);
    open.set(provider, known);
    // A failure is not kept: the next call may find the Secret.
    known.catch(() => open.delete(provider));
    return known;
  };
}

async function openProvider(context: MoveContext, provider: string): Promise<KubePort> {
  const given = context.remoteKubeconfigs.get(provider) ?? context.remoteKubeconfigs.get('');
  if (given !== undefined) return context.connect(given.text, { cluster: provider, trusted: true, file: given.file });
  for (const virtualNode of await readVirtualNodes(context.consumer, provider)) {
    const kubeconfig = await findTenantKubeconfig(context.consumer, virtualNode);
    if (kubeconfig !== undefined) return context.connect(kubeconfig, { cluster: provider, trusted: false });
  }
  throw new AppError('cluster', `there is no kubeconfig for provider ${provider}`, {
    seen: ['no VirtualNode of it names a Secret with one, or the Secret cannot be read'],
    next: [`add --remote-kubeconfig ${provider}=FILE`],
  });
}
