import { kinds } from '../../src/kube/objects/kinds.ts';
import { liqoKinds, type VirtualNode } from '../../src/liqo/kinds.ts';
import { removeObject } from './objects.ts';
import { type Place, providerPort } from './place.ts';

/** A real class like the default one, that has to be asked for. */
export interface SecondClass {
  readonly name: string;
  /** Takes it away again, at both ends. */
  remove(): Promise<void>;
}

/** Makes it in the consumer and in the provider, which offers it from then on. For clusters that nobody else uses. */
export async function offerSecondClass(place: Place, name: string): Promise<SecondClass> {
  const ports = [place.consumer, providerPort(place)];
  for (const port of ports) {
    const { metadata: _, ...usual } = await port.read(kinds.storageClass, { name: 'local-path' });
    await port.create(kinds.storageClass, { ...usual, metadata: { name } });
  }
  await offer(place, (offered) => [...offered, { storageClassName: name }]);
  return {
    name,
    remove: async () => {
      await offer(place, (offered) => offered.filter(({ storageClassName }) => storageClassName !== name));
      for (const port of ports) await removeObject(port, kinds.storageClass, { name });
    },
  };
}

type Offered = NonNullable<VirtualNode['spec']['storageClasses']>;

/** Changes what the virtual nodes of the provider say that it offers. */
async function offer({ consumer, provider }: Place, change: (offered: Offered) => Offered): Promise<void> {
  const { items } = await consumer.list(liqoKinds.virtualNode);
  for (const { metadata, spec } of items.filter((each) => each.spec.clusterID === provider)) {
    const { name, namespace = '' } = metadata;
    const storageClasses = change(spec.storageClasses ?? []);
    await consumer.mergePatch(liqoKinds.virtualNode, { namespace, name }, { spec: { storageClasses } });
  }
}
