import { join, relative } from 'node:path';
import { execa } from 'execa';
import { type Claim, kinds, type Volume } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { parseVolumeSide } from '../../src/liqo/volume-home.ts';
import { findJournal } from '../../src/move/held/journal-store.ts';
import { bindingNames } from '../../src/volumes/names.ts';
import { findStorageNamespace } from '../../src/volumes/storage-namespace.ts';
import type { Home, RemoteHome } from '../../src/volumes/home.ts';
import { moveLabels } from '../../src/move/model/names.ts';
import { liqoNames } from '../../src/liqo/names.ts';
import { type App, lookAround, readClaim } from './app.ts';
import { clusterPort } from './place.ts';
import type { SandboxPlace } from './sandbox-place.ts';

/** A real volume with what lies in it. */
export interface Copy {
  /** `<cluster>/<node>` whose disk it is on. */
  readonly where: string;
  /** As `listing` shows it. */
  readonly files: string;
}

/** How the bytes behind a claim are looked at. */
export interface CopyLook {
  /** The copy that the claim means, which should be there. */
  readonly read: (app: App, where: string) => Promise<Copy>;
  /** Where complete copies are that nothing is about to delete; undefined where nobody can know that without a pod. */
  readonly findSafe: ((app: App, files: string) => Promise<readonly string[]>) | undefined;
}

/** From the folders of the nodes: no pod is needed, also in the middle of a move. */
export function lookIntoFolders(place: SandboxPlace): CopyLook {
  return { read: (app) => readCopy(place, app), findSafe: (app, files) => findSafeCopies(place, app, files) };
}

/** The copy that the claim means. Throws where anything between claim and bytes is missing or on its way out. */
export async function readCopy(place: SandboxPlace, app: App): Promise<Copy> {
  const claim = await readClaim(place, app);
  const real = await readRealClaim(place, app, claim);
  for (const { metadata, status } of [claim, real]) {
    if (metadata.deletionTimestamp !== undefined || status?.phase !== 'Bound') throw new Error(`claim ${metadata.name} does not live`);
  }
  const volume = real.spec?.volumeName ?? '';
  const copy = await readFiles(place, volume);
  if (copy === undefined) throw new Error(`there is no folder of volume ${volume}`);
  return copy;
}

async function readRealClaim(place: SandboxPlace, { namespace }: App, { metadata, spec }: Claim): Promise<Claim> {
  const volume = await place.consumer.read(kinds.volume, { name: spec?.volumeName ?? '' });
  const side = parseVolumeSide(volume);
  const storageNamespace = await findStorageNamespace(place.consumer, volume.metadata.annotations?.[bindingNames.provisionedBy]);
  if (side?.side !== 'remote') return place.consumer.read(kinds.claim, { namespace: storageNamespace ?? '', name: metadata.uid ?? '' });
  return clusterPort(place, side.provider).read(kinds.claim, { namespace: `${namespace}-rome`, name: metadata.name });
}

/** Where complete copies are that nothing is about to delete, among those that the journal names, or without one the claim. */
async function findSafeCopies(place: SandboxPlace, app: App, files: string): Promise<string[]> {
  const journal = await findJournal(place.consumer, { namespace: app.namespace, name: app.claim });
  if (journal === undefined) return [await readCopy(place, app)].filter((copy) => copy.files === files).map(({ where }) => where);
  const alive = isAlive(await place.consumer.find(kinds.claim, { namespace: app.namespace, name: app.claim }));
  const { source, target } = journal.value;
  const volumes = await Promise.all([source, target].map((home) => safeVolume(place, home, alive)));
  const copies = await Promise.all(volumes.flatMap((name) => (name === undefined ? [] : [readFiles(place, name)])));
  return copies.flatMap((copy) => (copy?.files === files ? [copy.where] : []));
}

/** Name of the home's real volume, if it is there to stay. `alive`: whether the virtual claim is. */
async function safeVolume(place: SandboxPlace, home: Home, alive: boolean): Promise<string | undefined> {
  if (home.kind === 'remote') return safeRemoteVolume(place, home, alive);
  const volume = await place.consumer.find(kinds.volume, { name: home.volume?.name ?? '-' });
  if (volume === undefined || isLeaving(volume)) return undefined;
  const held = volume.spec?.persistentVolumeReclaimPolicy === 'Retain';
  return held || (alive && (await isBoundToLiving(place.consumer, volume))) ? volume.metadata.name : undefined;
}

async function isBoundToLiving(port: KubePort, { spec, status }: Volume): Promise<boolean> {
  const { namespace = '', name = '', uid } = spec?.claimRef ?? {};
  const claim = await port.find(kinds.claim, { namespace, name });
  return status?.phase === 'Bound' && isAlive(claim) && claim?.metadata.uid === uid;
}

/** With Liqo's labels it goes where the virtual claim goes; with our finalizer it stays although it was deleted. */
async function safeRemoteVolume(place: SandboxPlace, home: RemoteHome, alive: boolean): Promise<string | undefined> {
  const port = clusterPort(place, home.provider);
  const claim = await port.find(kinds.claim, { namespace: home.namespace, name: home.claim });
  if (claim === undefined || !mayStay(claim, alive)) return undefined;
  const volume = await port.find(kinds.volume, { name: claim.spec?.volumeName ?? '-' });
  return volume === undefined || isLeaving(volume) ? undefined : volume.metadata.name;
}

function mayStay(claim: Claim, alive: boolean): boolean {
  const { finalizers = [], labels = {} } = claim.metadata;
  const reflected = labels[liqoNames.origin] !== undefined;
  return finalizers.includes(moveLabels.hold) || (!isLeaving(claim) && (alive || !reflected));
}

function isAlive(claim: Claim | undefined): boolean {
  return claim !== undefined && !isLeaving(claim);
}

function isLeaving({ metadata }: Claim | Volume): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** A folder that is being written to may change under the look: then it is no complete copy. */
async function readFiles(place: SandboxPlace, volume: string): Promise<Copy | undefined> {
  const folder = await findFolder(place, volume);
  if (folder === undefined) return undefined;
  const { stdout } = await execa('sh', ['-c', lookAround], { cwd: folder, reject: false });
  return { where: relative(place.sandbox.consumer.volumesFolder, folder).split('/').slice(0, 2).join('/'), files: stdout };
}

/** Path of the folder that the real volume is. */
export async function findFolder({ sandbox, volumeFolders }: SandboxPlace, volume: string): Promise<string | undefined> {
  const path = (await volumeFolders?.())?.find((one) => one.split('/')[2] === volume);
  return path === undefined ? undefined : join(sandbox.consumer.volumesFolder, path);
}
