import type { Kind } from '../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { alreadyExists, type Reflection, sayFailed } from '../kubelet/reflection.ts';
import { isReflected, reflectionLabels } from '../marks.ts';
import { createQueue } from '../queue.ts';
import { type Named, watchAll, type Watched } from '../watched.ts';
import { apply, keyOf, removeByUid } from '../writes.ts';

/** How one kind of object is copied to the provider. */
export interface Copying<T> {
  readonly kind: Kind<T>;
  readonly locals: Watched<T>;
  /** Who writes the copies. */
  readonly port: KubePort;
  /** What is copied, without metadata; undefined where the object is not to be there. */
  readonly body: (local: T) => Partial<T> | undefined;
  /** Labels beyond the local ones and the reflection's. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Top-level fields in which keys that have gone must go over there too. */
  readonly exact?: readonly string[];
  readonly remoteName?: (local: string) => string;
}

const skipReflection = 'liqo.io/skip-reflection';

/** Copies every object of a kind under its name, follows updates and deletions, and leaves foreign objects of the provider alone. */
export async function reflectObjects<T extends Named>(reflection: Reflection, copying: Copying<T>): Promise<void> {
  const { local: localNamespace, remote: remoteNamespace, lifetime } = reflection;
  const { kind, locals, port, remoteName = (name) => name } = copying;
  const mine = () => locals.items().filter((object) => object.metadata.namespace === localNamespace);
  const localNameOf = (name: string) => mine().find((one) => remoteName(one.metadata.name) === name)?.metadata.name;
  const queue = createQueue(async (name) => {
    const localName = localNameOf(name);
    const local = localName === undefined ? undefined : locals.get(localName, localNamespace);
    await handle(reflection, copying, { name, local, remote: remotes.get(name, remoteNamespace) });
  }, lifetime);
  const remotes = await watchAll(port, kind, { namespace: remoteNamespace }, lifetime);
  locals.listen((object) => {
    if (object.metadata.namespace === localNamespace) queue.add(remoteName(object.metadata.name));
  }, lifetime.signal);
  remotes.listen((object) => queue.add(object.metadata.name), lifetime.signal);
  remotes.items().forEach((object) => queue.add(object.metadata.name));
  mine().forEach((object) => queue.add(remoteName(object.metadata.name)));
  queue.start();
}

interface Pairing<T> {
  readonly name: string;
  readonly local: T | undefined;
  readonly remote: T | undefined;
}

async function handle<T extends Named>(reflection: Reflection, copying: Copying<T>, { name, local, remote }: Pairing<T>): Promise<void> {
  const { kind, port } = copying;
  if (remote !== undefined && !isCopy(reflection, copying, remote)) {
    if (local !== undefined) await sayFailed(reflection, kind, local, alreadyExists);
    return;
  }
  const copy = local === undefined ? undefined : copyOf(reflection, copying, { name, local });
  if (copy !== undefined) await apply(port, kind, copy, copying.exact);
  else if (remote !== undefined) await removeByUid(port, kind, { ...keyOf(remote), uid: remote.metadata.uid });
}

/** Controllers over there pass the reflection's labels on, as from a Service to its slices: those alone make no copy of ours. */
function isCopy<T extends Named>({ pair }: Reflection, { labels: own = {} }: Copying<T>, { metadata }: T): boolean {
  return isReflected(metadata.labels, pair) && Object.entries(own).every(([label, value]) => metadata.labels?.[label] === value);
}

/** What should be in the provider; undefined where nothing should. */
function copyOf<T extends Named>(reflection: Reflection, copying: Copying<T>, { name, local }: { name: string; local: T }): T | undefined {
  const { apiVersion, kind } = copying.kind;
  const { labels: own, annotations } = local.metadata;
  const body = annotations?.[skipReflection] === undefined ? copying.body(local) : undefined;
  if (body === undefined) return undefined;
  const labels = { ...own, ...copying.labels, ...reflectionLabels(reflection.pair) };
  const metadata = { name, namespace: reflection.remote, labels, annotations: { ...annotations } };
  return { apiVersion, kind, ...body, metadata } as unknown as T;
}
