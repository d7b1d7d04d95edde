import { type Kind, kinds, type Meta } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { liqoKinds } from '../../src/liqo/kinds.ts';
import { bindingNames, storageNames } from '../../src/volumes/names.ts';
import { findStorageNamespace } from '../../src/volumes/storage-namespace.ts';
import { bindingNotes } from '../../src/move/claim/claim-copy.ts';
import { journalNamespace } from '../../src/move/model/names.ts';
import type { App } from './app.ts';
import type { Place } from './place.ts';

/** Everything that is there: objects by where they are, and volume folders. */
export type Snapshot = Record<string, string>;

interface Counted {
  metadata: Meta;
  spec?: unknown;
  data?: unknown;
  status?: { phase?: string };
}

/** Events and Leases come and go by themselves; nodes say when they were last well. */
const uncounted: readonly unknown[] = [kinds.event, kinds.lease, kinds.node];

/**
 * Counts every object in every cluster by uid, spec, labels, annotations and finalizers, and the folders of all volumes where they can be
 * seen. In a place that others use too, only what has to do with this app or with any move counts.
 */
export async function takeSnapshot(place: Place, app?: App): Promise<Snapshot> {
  const counted = [...Object.values(kinds), ...Object.values(liqoKinds)].filter((kind) => !uncounted.includes(kind)) as Kind<Counted>[];
  const lists = Object.entries(place.clusters).flatMap(([cluster, port]) => counted.map((kind) => countKind(cluster, port, kind)));
  const all = [...(await Promise.all(lists)).flat(), ...(await countFolders(place))];
  const concerns = app !== undefined && place.shared ? await concernOf(place, app, all) : () => true;
  return Object.fromEntries(all.filter(concerns).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Objects that mention the app, its claim or a move; folders unless they are of a volume that does not. */
async function concernOf(place: Place, { namespace, claim }: App, all: readonly [string, string][]) {
  const uid = (await place.consumer.find(kinds.claim, { namespace, name: claim }))?.metadata.uid ?? namespace;
  const words = new RegExp(`\\b(${namespace}|${uid}|liqo-move)\\b|move\\.liqo\\.io/`);
  const mentions = ([key, text]: [string, string]) => words.test(key) || words.test(text);
  const volume = / persistentvolumes \/(.*)/;
  const foreign = all.filter((entry) => !mentions(entry)).flatMap(([key]) => volume.exec(key)?.[1] ?? []);
  return ([key, text]: [string, string]) =>
    key.startsWith('folder ') ? !foreign.some((name) => key.includes(name)) : mentions([key, text]);
}

async function countKind(cluster: string, port: KubePort, kind: Kind<Counted>): Promise<[string, string][]> {
  if (!(await port.serves(kind))) return [];
  const { items } = await port.list(kind);
  return items
    .filter(({ metadata }) => metadata.name !== journalNamespace && metadata.namespace !== journalNamespace)
    .map((object) => [`${cluster} ${kind.plural} ${object.metadata.namespace ?? ''}/${object.metadata.name}`, describe(object)]);
}

function describe({ metadata, spec, data, status }: Counted): string {
  const { labels, annotations, finalizers, ownerReferences, deletionTimestamp } = metadata;
  // A guard of ours goes when the last claim that it names is replaced, and comes again with its successor.
  const uid = labels?.[storageNames.guards] === undefined ? metadata.uid : undefined;
  const leaving = deletionTimestamp === undefined ? {} : { leaving: true };
  return JSON.stringify({ uid, labels, annotations, finalizers, ownerReferences, spec, data, phase: status?.phase, ...leaving }, canonical);
}

/** Keys in order; empty maps and a binding's version say nothing. */
function canonical(key: string, value: unknown): unknown {
  if (key === 'resourceVersion') return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

async function countFolders({ volumeFolders }: Place): Promise<[string, string][]> {
  const paths = (await volumeFolders?.()) ?? [];
  return paths.map((path) => [`folder ${path}`, '']);
}

/** What one snapshot has and the other has not, or has otherwise. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return keys
    .filter((key) => before[key] !== after[key])
    .map((key) => `${key}\n  before ${before[key] ?? '-'}\n  after  ${after[key] ?? '-'}`);
}

/** How many there are of each kind in each cluster, and folders: names change with every move, numbers do not. */
export function countKinds(counted: Snapshot): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of Object.keys(counted)) {
    const kind = key.startsWith('folder ') ? 'folder' : key.split(' ').slice(0, 2).join(' ');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** The snapshot with what a claim's re-creation changes replaced: its uid, its volume's name and uid, its real claim's name and uid. */
export async function takeSnapshotApart(place: Place, app: App): Promise<Snapshot> {
  return apart(place, app, await takeSnapshot(place, app));
}

/** The same for all claims of a place that is not shared. */
export async function takeSnapshotApartFrom(place: Place, apps: readonly App[]): Promise<Snapshot> {
  let counted = await takeSnapshot(place);
  for (const app of apps) counted = await apart(place, app, counted);
  return counted;
}

async function apart(place: Place, { namespace, claim }: App, counted: Snapshot): Promise<Snapshot> {
  const virtual = await place.consumer.read(kinds.claim, { namespace, name: claim });
  const volume = await place.consumer.read(kinds.volume, { name: virtual.spec?.volumeName ?? '' });
  const storage = await place.consumer.list(kinds.claim, {
    namespace: (await findStorageNamespace(place.consumer, volume.metadata.annotations?.[bindingNames.provisionedBy])) ?? '',
  });
  const real = storage.items.find(({ metadata }) => metadata.name === virtual.metadata.uid);
  const changing: [string, string | undefined][] = [
    [`<volume of ${namespace}>`, volume.metadata.name],
    [`<volume uid of ${namespace}>`, volume.metadata.uid],
    // A folder keeps its name, too.
    [`<claim uid of ${namespace}>`, `(?<!_)${virtual.metadata.uid}`],
    // The real volume keeps its name, which tells of the first claim it had.
    [`<real claim uid of ${namespace}>`, real && `(?<!pvc-)${real.metadata.uid}`],
  ];
  const replace = (text: string) => {
    const named = changing.reduce(
      (now, [token, value]) => (value === undefined ? now : now.replaceAll(new RegExp(value, 'g'), token)),
      text,
    );
    return [...bindingNotes, storageNames.requestedNode].reduce(
      (now, note) => now.replaceAll(new RegExp(`"${note.replaceAll('.', '\\.')}":"[^"]*",?`, 'g'), ''),
      named,
    );
  };
  const entries = Object.entries(counted).map(([key, value]): [string, string] => [replace(key), tidy(replace(value))]);
  return Object.fromEntries(entries);
}

function tidy(json: string): string {
  return json.replaceAll(',}', '}').replaceAll('"annotations":{},', '');
}
