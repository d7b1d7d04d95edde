import { kinds } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { untilFits } from '../support/until.ts';

/** A namespace controller tries less often each time, and on a busy machine pods end late. */
const patienceSeconds = 240;

/** Removes what specs have made, by name, and waits until it is gone with everything that Liqo has made of it. */
export async function removeNamespaces([consumer, ...providers]: readonly KubePort[], names: readonly string[]): Promise<void> {
  if (consumer === undefined) return;
  await Promise.all(names.map((name) => removeNamespace(consumer, name)));
  const mirrors = providers.map(async (port) => {
    const { items } = await port.list(kinds.namespace);
    const mine = items.filter(({ metadata }) => names.some((name) => metadata.name === name || metadata.name.startsWith(`${name}-`)));
    await Promise.all(mine.map(({ metadata }) => gone(port, metadata.name)));
  });
  await Promise.all(mirrors);
}

async function removeNamespace(port: KubePort, name: string): Promise<void> {
  const found = await port.find(kinds.namespace, { name });
  if (found === undefined) return;
  const { uid = '', resourceVersion = '' } = found.metadata;
  await port.remove(kinds.namespace, { name }, { uid, resourceVersion });
  await gone(port, name);
}

async function gone(port: KubePort, name: string): Promise<void> {
  await untilFits(
    () => port.find(kinds.namespace, { name }),
    (namespace) => namespace === undefined,
    { everyMilliseconds: 500, seconds: patienceSeconds },
  );
}
