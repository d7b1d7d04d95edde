import { type Claim, type ConfigMap, kinds, type Volume } from '../../../src/kube/objects/kinds.ts';
import { liqoNames } from '../../../src/liqo/names.ts';
import type { Journal } from '../../../src/move/model/journal.ts';
import { journalName, journalNamespace, virtualVolumeName } from '../../../src/move/model/names.ts';
import { byHome, type Home, type LocalHome, type RemoteHome } from '../../../src/volumes/home.ts';
import { heldByMove, storageNames } from '../../../src/volumes/names.ts';
import type { App } from '../../place/app.ts';
import type { World } from '../world/world.ts';
import { isThere, peekBound } from './bound-pair.ts';
import { findMeantCopy, placeOfVolume } from './meant-copy.ts';

/**
 * Where complete copies are that no deletion can reach which is ordered by now: at the ends that the journal names, or without one behind the
 * claim. A copy does not count that only our finalizer keeps from going.
 */
export function findSafePlaces(world: World, app: App, files: string): readonly string[] {
  const journal = peekJournal(world, app);
  const meant = journal === undefined ? findMeantCopy(world, app) : undefined;
  if (typeof meant === 'string') return [];
  const places =
    journal === undefined
      ? [meant]
      : [journal.source, journal.target]
          .map((home) => safeVolume({ world, app, journal }, home))
          .map((volume) => volume && placeOfVolume(volume));
  return places.flatMap((place) => (place !== undefined && world.folders.holds(place.folder, files) ? [place.where] : []));
}

export function peekJournal(world: World, app: App): Journal | undefined {
  const name = journalNames.get(app) ?? journalName(app.namespace, app.claim);
  journalNames.set(app, name);
  const stored: ConfigMap | undefined = world.consumer.peek(kinds.configMap, { name, namespace: journalNamespace });
  if (stored === undefined) return undefined;
  const journal = journals.get(stored) ?? (JSON.parse(stored.data?.['journal'] ?? '') as Journal);
  journals.set(stored, journal);
  return journal;
}

/** It is made of a hash, and asked for after every write. */
const journalNames = new WeakMap<App, string>();

/** By the stored objects, which never change: a write stores another one. */
const journals = new WeakMap<ConfigMap, Journal>();

interface Scene {
  readonly world: World;
  readonly app: App;
  readonly journal: Journal;
}

function safeVolume(scene: Scene, home: Home): Volume | undefined {
  return byHome<Volume | undefined>(home, {
    local: (local) => safeLocalVolume(scene, local),
    remote: (remote) => safeRemoteVolume(scene, remote),
  });
}

function isClaimThere({ world, app }: Scene): boolean {
  return isThere(world.consumer.peek(kinds.claim, { namespace: app.namespace, name: app.claim }));
}

/** Retained, or bound to a real claim that nobody is about to delete. */
function safeLocalVolume(scene: Scene, home: LocalHome): Volume | undefined {
  const { peek } = scene.world.consumer;
  const { name = '', uid } = home.volume ?? {};
  const volume = peek(kinds.volume, { name });
  if (!isThere(volume) || volume.metadata.uid !== uid) return undefined;
  return volume.spec?.persistentVolumeReclaimPolicy === 'Retain' || staysWithClaim(scene, volume) ? volume : undefined;
}

function staysWithClaim(scene: Scene, volume: Volume): boolean {
  const { namespace = '', name = '' } = volume.spec?.claimRef ?? {};
  const isBound = peekBound(scene.world.consumer.peek, { namespace, name })?.volume === volume;
  return isBound && isClaimThere(scene) && !isReaped(scene, name);
}

/** Whether a virtual volume orders the deletion of the real claim of that name. */
function isReaped({ world, journal }: Scene, real: string): boolean {
  const { id, attempt, volume } = journal;
  const names = [volume.name, virtualVolumeName(id, attempt, 'forward'), virtualVolumeName(id, attempt, 'back')];
  return names.some((name) => {
    const { spec, status } = world.consumer.peek(kinds.volume, { name }) ?? {};
    return status?.phase === 'Released' && spec?.persistentVolumeReclaimPolicy === 'Delete' && spec.claimRef?.uid === real;
  });
}

function safeRemoteVolume(scene: Scene, { provider, namespace, claim: name, claimUid }: RemoteHome): Volume | undefined {
  const cluster = scene.world.clusters[provider];
  const { claim, volume } = (cluster && peekBound(cluster.peek, { namespace, name })) ?? {};
  if (claim === undefined || (claimUid !== undefined && claim.metadata.uid !== claimUid)) return undefined;
  return followsClaim(claim) && !isClaimThere(scene) ? undefined : volume;
}

/** Whether the real claim goes when the virtual one has gone: by Liqo's labels, or by our own class's annotation unless a move holds it. */
function followsClaim({ metadata: { labels = {}, annotations = {} } }: Claim): boolean {
  if (labels[liqoNames.origin] !== undefined) return true;
  return annotations[storageNames.claimUid] !== undefined && annotations[heldByMove] === undefined;
}
