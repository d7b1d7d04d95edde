import type { Claim, Pod, StorageClass, Volume } from '../../kube/kinds.ts';
import { kinds } from '../../kube/kinds.ts';
import type { KubePort } from '../../kube/port.ts';
import { liqoNames } from '../../liqo/names.ts';
import { namesClaim } from '../claim/live-claim.ts';
import type { MoveRequest } from '../request.ts';

/** What the storage namespace shows. */
export interface LocalFacts {
  readonly namespace: string;
  /** The real claim of the virtual one, named after its uid, where the home is local. */
  readonly claim: Claim | undefined;
  readonly volume: Volume | undefined;
  /** Pods that name the real claim: none of Liqo's, which mount the virtual one. */
  readonly mounters: readonly Pod[];
  /** Class that a new real claim gets; undefined: the cluster's default. */
  readonly storageClass: string | undefined;
}

export async function readLocalFacts(
  consumer: KubePort,
  { namespace, request, claim }: { namespace: string; request: MoveRequest; claim: Claim | undefined },
): Promise<LocalFacts> {
  const [real, pods] = await Promise.all([consumer.list(kinds.claim, { namespace }), consumer.list(kinds.pod, { namespace })]);
  const own = real.items.find(({ metadata }) => metadata.name === claim?.metadata.uid);
  const volume = own?.spec?.volumeName === undefined ? undefined : await consumer.find(kinds.volume, { name: own.spec.volumeName });
  const mounters = own === undefined ? [] : pods.items.filter((pod) => namesClaim(pod, own.metadata.name));
  return { namespace, claim: own, volume, mounters, storageClass: request.targetClass ?? mostUsedClass(real.items) };
}

/** The class that Liqo was told to use shows in what it made. */
function mostUsedClass(claims: readonly Claim[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { spec } of claims) {
    if (spec?.storageClassName) counts.set(spec.storageClassName, (counts.get(spec.storageClassName) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

export function isDefaultClass({ metadata }: StorageClass): boolean {
  return metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
}

/** A class whose volumes are made of real ones of other classes. */
export function isVirtualClass({ provisioner }: StorageClass): boolean {
  return provisioner === liqoNames.provisioner;
}
