import { systemClock } from '../../../src/base/time/system-clock.ts';
import { createRecorder } from '../../../src/kube/controller/event-recorder.ts';
import { reflectClaims } from '../claims/claim-reflector.ts';
import type { Lifetime } from '../lifetime.ts';
import { reflectConfiguration } from '../objects/configuration.ts';
import { reflectEvents } from '../objects/event-reflector.ts';
import { reflectExposition } from '../objects/exposition.ts';
import { type Consumer, nodesOf, pairOf, type Provider } from '../peering.ts';
import { reflectPods } from '../pods/pod-reflector.ts';
import { tendUnreflectedPods } from '../pods/unreflected-pods.ts';
import { type KubeletEndpoint, startLogServer } from './log-server.ts';
import { reflectNamespaces } from './namespaces.ts';
import { type Kubelet, type Reflection, watchConsumer } from './reflection.ts';
import { keepVirtualNode } from './virtual-node.ts';

export interface KubeletOptions {
  readonly consumer: Consumer;
  readonly provider: Provider;
  readonly endpoint: KubeletEndpoint;
  /** How much later than the provider's changes a new local claim is seen. */
  readonly sightMilliseconds: number;
}

/** Everything that the virtual kubelet of one provider does, for all its nodes. It starts from what is there, not from what was. */
export async function startVirtualKubelet(options: KubeletOptions, lifetime: Lifetime): Promise<void> {
  const { consumer, provider } = options;
  const kubelet: Kubelet = {
    consumer,
    provider,
    pair: pairOf(consumer, provider),
    view: await watchConsumer(consumer, options.sightMilliseconds, lifetime),
    record: createRecorder({ port: consumer.port, clock: systemClock, component: 'liqo-virtual-kubelet' }),
  };
  const namespaces = reflectNamespaces(kubelet, reflectAll, lifetime);
  tendUnreflectedPods(kubelet, namespaces, lifetime);
  const source = { tenantPort: provider.tenantPort, remoteOf: (local: string) => namespaces.remoteOf(local) };
  const server = await startLogServer(source, options.endpoint, lifetime);
  await Promise.all(nodesOf(provider).map((name) => keepVirtualNode(consumer, provider, { name, server }, lifetime)));
}

async function reflectAll(reflection: Reflection): Promise<void> {
  await Promise.all([
    reflectClaims(reflection),
    reflectPods(reflection),
    reflectConfiguration(reflection),
    reflectExposition(reflection),
    reflectEvents(reflection),
  ]);
}
