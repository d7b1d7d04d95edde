import { startLocalProvisioner } from './claims/local-provisioner.ts';
import { startVolumeReaper } from './claims/volume-reaper.ts';
import type { KubeletEndpoint } from './kubelet/log-server.ts';
import { startVirtualKubelet } from './kubelet/virtual-kubelet.ts';
import { type Lifetime, startLifetime } from './lifetime.ts';
import { startOffloadingController } from './offloading/controller.ts';
import type { Consumer, Provider } from './peering.ts';
import { startProviderPods } from './pods/provider-pods.ts';

export interface LiqoOptions {
  readonly consumer: Consumer;
  readonly providers: readonly Provider[];
  readonly signal: AbortSignal;
  /** Where virtual kubelets listen; 127.0.0.1 without TLS when absent. */
  readonly endpoint?: KubeletEndpoint;
  /** How much later than the provider's changes a new local claim is seen. */
  readonly sightMilliseconds?: number;
}

/** What plays Liqo between running clusters. */
export interface Liqo {
  /** Kills the virtual kubelet of a provider: nothing of what it looks after changes meanwhile. */
  stopVirtualKubelet(provider: string): Promise<void>;
  /** Starts it again; it makes everything as it should be, whatever happened in between. */
  startVirtualKubelet(provider: string): Promise<void>;
  /** Resolves when the signal was aborted and nothing is in flight any more. */
  readonly stopped: Promise<void>;
}

/** Starts to play Liqo 1.2.0 on clusters that install.ts has prepared; resolves once everything watches. */
export async function startLiqo(options: LiqoOptions): Promise<Liqo> {
  const lifetime = startLifetime(options.signal);
  const { consumer, providers } = options;
  await Promise.all([
    startOffloadingController({ consumer, providers }, lifetime),
    startLocalProvisioner(consumer, lifetime),
    startVolumeReaper(consumer, lifetime),
    ...providers.map((provider) => startProviderPods(provider, lifetime)),
  ]);
  const running = new Map<string, Lifetime>();
  const start = async (id: string) => {
    if (running.has(id)) return;
    const part = lifetime.child();
    running.set(id, part);
    await startVirtualKubelet(kubeletOptions(options, id), part);
  };
  const stop = async (id: string) => {
    const part = running.get(id);
    running.delete(id);
    await part?.stop();
  };
  await Promise.all(providers.map(({ id }) => start(id)));
  return { startVirtualKubelet: start, stopVirtualKubelet: stop, stopped: lifetime.stopped };
}

function kubeletOptions(options: LiqoOptions, id: string) {
  const provider = options.providers.find((one) => one.id === id);
  if (provider === undefined) throw new Error(`no provider ${id}`);
  return {
    consumer: options.consumer,
    provider,
    endpoint: options.endpoint ?? { address: '127.0.0.1' },
    sightMilliseconds: options.sightMilliseconds ?? 250,
  };
}
