import {
  type Claim,
  type ConfigMap,
  type EndpointSlice,
  type Kind,
  kinds,
  type Node,
  type Pod,
  type Secret,
  type Service,
  type StorageClass,
} from '../../../src/kube/objects/kinds.ts';
import { liqoKinds, type NamespaceOffloading } from '../../../src/liqo/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import { seenLate } from '../claims/late-sight.ts';
import type { Lifetime } from '../lifetime.ts';
import type { Pair } from '../marks.ts';
import type { Consumer, Provider } from '../peering.ts';
import type { EventRecorder, Regarded } from '../../../src/kube/controller/event-recorder.ts';
import { type Named, watchAll, type Watched } from '../watched.ts';

/** What one virtual kubelet knows of the consumer. */
export interface ConsumerView {
  readonly claims: Watched<Claim>;
  readonly classes: Watched<StorageClass>;
  readonly nodes: Watched<Node>;
  readonly pods: Watched<Pod>;
  readonly services: Watched<Service>;
  readonly secrets: Watched<Secret>;
  readonly configMaps: Watched<ConfigMap>;
  readonly slices: Watched<EndpointSlice>;
  readonly offloadings: Watched<NamespaceOffloading>;
}

/** One virtual kubelet at work. */
export interface Kubelet {
  readonly consumer: Consumer;
  readonly provider: Provider;
  readonly pair: Pair;
  readonly view: ConsumerView;
  readonly record: EventRecorder;
}

/** One namespace that a virtual kubelet reflects, while it does. */
export interface Reflection extends Kubelet {
  /** The namespace in the consumer. */
  readonly local: string;
  /** The namespace in the provider. */
  readonly remote: string;
  readonly lifetime: Lifetime;
}

export async function watchConsumer({ port }: Consumer, sightMilliseconds: number, lifetime: Lifetime): Promise<ConsumerView> {
  const all = <T extends Named>(kind: Kind<T>) => watchAll(port, kind, {}, lifetime);
  const [claims, classes, nodes, pods, services] = await Promise.all([
    all(kinds.claim),
    all(kinds.storageClass),
    all(kinds.node),
    all(kinds.pod),
    all(kinds.service),
  ]);
  const [secrets, configMaps, slices, offloadings] = await Promise.all([
    all(kinds.secret),
    all(kinds.configMap),
    all(kinds.endpointSlice),
    all(liqoKinds.namespaceOffloading),
  ]);
  return {
    claims: seenLate(claims, sightMilliseconds, lifetime),
    classes,
    nodes,
    pods,
    services,
    secrets,
    configMaps,
    slices,
    offloadings,
  };
}

/** Says that an object could not be reflected: `problem` is `remote object already exists`, or an error. */
export async function sayFailed<T>({ record, pair }: Kubelet, kind: Kind<T>, object: T & Named, problem: string): Promise<void> {
  const message = `Error reflecting object to cluster "${pair.provider}": ${problem}`;
  await record(regarded(kind, object), { type: 'Warning', reason: liqoNames.failedReflection, message });
}

export async function sayReflected<T>({ record, pair }: Kubelet, kind: Kind<T>, object: T & Named): Promise<void> {
  const message = `Successfully reflected object to cluster "${pair.provider}"`;
  await record(regarded(kind, object), { type: 'Normal', reason: 'SuccessfulReflection', message });
}

function regarded<T>({ apiVersion, kind }: Kind<T>, { metadata }: Named): Regarded {
  return { apiVersion, kind, metadata };
}

export const alreadyExists = 'remote object already exists';
