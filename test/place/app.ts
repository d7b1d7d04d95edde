import { type Claim, kinds } from '../../src/kube/objects/kinds.ts';
import { liqoKinds, type NamespaceOffloading } from '../../src/liqo/kinds.ts';
import { isAcceptedBy, offloadingName, remoteNamespaceOf } from '../../src/liqo/namespace-offloading.ts';
import { runFixturePod } from '../sandbox/fixture-pod.ts';
import type { Place } from './place.ts';
import { until } from './waiting.ts';
import { claimOf } from '../support/claims.ts';

/** A namespace of a spec's own, offloaded, with a claim that holds files. */
export interface App {
  readonly namespace: string;
  readonly claim: string;
}

/** A few files of the kinds that copies get wrong. */
const someFiles = `
cd /data
chmod 2750 . ; mkdir -p deep/er empty
head -c 300000 /dev/urandom > deep/er/blob
echo one > 'with space'; ln 'with space' deep/linked; ln -s /nowhere dangling
touch -d '2001-02-03 04:05:06' 'with space'; chmod 0640 deep/er/blob
`;

/** Enough for a copy to be still on its way when something happens. */
export const fillLong = 'dd if=/dev/urandom of=/data/large bs=1M count=192 2>/dev/null; echo small > /data/small';

/** Everything that a user sees of the folder, in an order of its own. */
export const lookAround = `
{
  find . -type d -exec stat -c '%n %f %u:%g %Y' {} +
  find . ! -type d -exec stat -c '%n %f %u:%g %s %Y %h' {} +
  find . -type l -exec readlink {} \\;
  find . -type f -exec sha256sum {} +
} | sort
`;

let count = 0;

/** Names that do not meet those of another spec in the same place. */
export function freshName(prefix: string): string {
  count += 1;
  return `${prefix}-${process.pid}-${count}`;
}

/** What runs on a volume, in which kind of pod. */
export interface OnVolume {
  readonly node: string;
  readonly script: string;
  /** A shell when absent. */
  readonly language?: 'python';
  /** The volume is the block device /dev/data. */
  readonly device?: true;
}

export interface AppOptions {
  readonly node: string;
  /** Run in /data of the new volume. */
  readonly fill?: string;
  readonly language?: OnVolume['language'];
  readonly device?: true;
  /** Name of the claim. */
  readonly claim?: string;
  /** What is unusual about the claim. */
  readonly annotations?: Record<string, string>;
  readonly spec?: Claim['spec'];
  /** How the namespace is offloaded, where that is unusual. */
  readonly offloading?: NamespaceOffloading['spec'];
}

/** Makes the namespace, offloads it to every provider, makes the claim and fills it from a pod on `node`. */
export async function createApp(place: Place, options: AppOptions): Promise<App> {
  const app = { namespace: await createOffloadedNamespace(place, options.offloading), claim: options.claim ?? 'data' };
  await createFilledClaim(place, app, options);
  return app;
}

/** Makes a claim in a namespace that is there, and fills it from a pod on `node`. */
export async function createFilledClaim(place: Place, app: App, options: AppOptions): Promise<void> {
  const { node, fill = someFiles, language, device } = options;
  await place.consumer.create(kinds.claim, renderClaim(place, app, options));
  await onVolume(place, app, { node, script: fill, ...(language && { language }), ...(device && { device }) });
}

/** Makes a namespace and offloads it to every provider; resolves with its name when all have accepted it. */
export async function createOffloadedNamespace(place: Place, offloading?: NamespaceOffloading['spec']): Promise<string> {
  const namespace = freshName('app');
  place.namespaces.push(namespace);
  await place.consumer.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await place.consumer.create(liqoKinds.namespaceOffloading, {
    apiVersion: liqoKinds.namespaceOffloading.apiVersion,
    kind: liqoKinds.namespaceOffloading.kind,
    metadata: { name: offloadingName, namespace },
    spec: { namespaceMappingStrategy: 'DefaultName', podOffloadingStrategy: 'LocalAndRemote', ...offloading },
  });
  const key = { name: offloadingName, namespace };
  const providers = Object.keys(place.clusters).filter((cluster) => place.clusters[cluster] !== place.consumer);
  await until(
    place.consumer,
    { kind: liqoKinds.namespaceOffloading, key },
    (now) => now !== undefined && providers.every((provider) => isAcceptedBy(now, provider)),
  );
  return namespace;
}

/** What a pod on `node` sees of the volume: the same text means the same data. */
export async function listing(place: Place, app: App, node: string): Promise<string> {
  return (await onVolume(place, app, { node, script: `cd /data${lookAround}` })).join('\n');
}

export async function onVolume(place: Place, app: App, { node, script, language, device }: OnVolume): Promise<string[]> {
  const { busybox, python } = place.images;
  const run = language === 'python' ? { image: python, interpreter: ['python3', '-c'] } : { image: busybox };
  return runFixturePod(place.consumer, {
    name: freshName('fixture'),
    ...app,
    node,
    script,
    seconds: 170,
    ...run,
    ...(device && { device }),
  });
}

export async function readClaim(place: Place, { namespace, claim }: App): Promise<Claim> {
  return place.consumer.read(kinds.claim, { namespace, name: claim });
}

/** The namespace in the provider where the pods and claims of the app's are. */
export async function remoteNamespace(place: Place, { namespace }: App): Promise<string> {
  const offloading = await place.consumer.read(liqoKinds.namespaceOffloading, { name: offloadingName, namespace });
  return remoteNamespaceOf(offloading) ?? '';
}

/** Deletes this very claim, as its user would. */
export async function deleteClaim(place: Place, app: App): Promise<void> {
  const { uid = '', resourceVersion = '' } = (await readClaim(place, app)).metadata;
  await place.consumer.remove(kinds.claim, { namespace: app.namespace, name: app.claim }, { uid, resourceVersion });
}

function renderClaim({ virtualClass }: Place, { namespace, claim }: App, { annotations, spec }: AppOptions): Claim {
  const metadata = { labels: { team: 'blue' }, annotations: { 'example.com/note': 'mine', ...annotations } };
  const usual = { storageClassName: virtualClass, resources: { requests: { storage: '256Mi' } } };
  return claimOf({ namespace, name: claim }, metadata, { ...usual, ...spec });
}
