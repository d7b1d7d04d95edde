import { type Claim, kinds, type Pod, type StorageClass, type Volume } from '../../../kube/objects/kinds.ts';
import type { KubePort } from '../../../kube/client/port.ts';
import { derivedClassOf } from '../../../volumes/derived-class.ts';
import { localClass, namedLocalClass } from '../../../volumes/storage-class.ts';
import { namesClaim } from '../../claim/live-claim.ts';
import type { MoveRequest } from '../../model/request.ts';

/** What the storage namespace shows. */
export interface LocalFacts {
  readonly namespace: string;
  /** The real claim of the virtual one, named after its uid, where the home is local. */
  readonly claim: Claim | undefined;
  readonly volume: Volume | undefined;
  /** Pods that name the real claim: none of Liqo's, which mount the virtual one. */
  readonly mounters: readonly Pod[];
  /** Class that a new real claim gets; undefined where none is asked for and none can be derived. */
  readonly storageClass: string | undefined;
  /** That class, where it is derived from another one for this claim. */
  readonly derivedClass: StorageClass | undefined;
}

export async function readLocalFacts(
  consumer: KubePort,
  {
    namespace,
    request,
    claim,
    classes,
  }: { namespace: string; request: MoveRequest; claim: Claim | undefined; classes: readonly StorageClass[] },
): Promise<LocalFacts> {
  const [real, pods] = await Promise.all([consumer.list(kinds.claim, { namespace }), consumer.list(kinds.pod, { namespace })]);
  const own = real.items.find(({ metadata }) => metadata.name === claim?.metadata.uid);
  const volume = own?.spec?.volumeName === undefined ? undefined : await consumer.find(kinds.volume, { name: own.spec.volumeName });
  const base = localClass(request.targetClass ?? namedLocalClass(claim, classes), real.items, classes);
  const derivedClass = request.targetClass === undefined ? derivedClassOf(claim, base, classes) : undefined;
  const mounters = own === undefined ? [] : pods.items.filter((pod) => namesClaim(pod, own.metadata.name));
  return { namespace, claim: own, volume, mounters, storageClass: derivedClass?.metadata.name ?? base, derivedClass };
}
