import { uidOf } from '../../kube/objects/identity.ts';
import { type Claim, kinds, type Volume } from '../../kube/objects/kinds.ts';
import { storageClassOf } from '../../kube/objects/storage-class.ts';
import type { LocalHome } from '../home.ts';
import { ensureGone } from '../owned-writes.ts';
import { pointVolumeAt } from '../point-volume.ts';
import { done, type HomeStep, notYet, notYetWith, recordHome, type Step } from '../step.ts';
import type { HomeContext } from './driver.ts';
import { findRealClaim, isBoundTo, readRealVolume } from './real-objects.ts';

/** The real claim has that name. Between two names the volume has no claim: the intention is recorded before the old claim goes. */
export async function ensureNamed(context: HomeContext, home: LocalHome, name: string): Promise<HomeStep<LocalHome>> {
  const finished = await ensureRenamed(context, home);
  if (finished.kind !== 'done' || home.claim === name) return finished;
  return recordHome({ ...home, renamingTo: name });
}

/** A renaming that was begun is finished: whatever comes next, that comes first. */
export async function ensureRenamed(context: HomeContext, home: LocalHome): Promise<HomeStep<LocalHome>> {
  const { renamingTo: name, ...old } = home;
  if (name === undefined) return done(home);
  const bound = await ensureBoundAnew(context, old, name);
  return bound.kind === 'done' ? recordHome({ ...old, claim: name, claimUid: uidOf(bound.value) }) : bound;
}

/**
 * A held real volume (policy Retain) is bound to a real claim of that name: the old claim goes, the volume is reserved anew, and the new claim
 * names it. Safe to repeat from any point, also while pods use the volume.
 */
async function ensureBoundAnew(context: HomeContext, home: LocalHome, name: string): Promise<Step<Claim>> {
  const { consumer: port } = context;
  const old = await findRealClaim(context, home);
  const removed = old === undefined ? done(undefined) : await ensureGone(context.owner, port, { kind: kinds.claim, object: old });
  if (removed.kind !== 'done') return removed;
  const key = { name, namespace: home.namespace };
  const first = await port.find(kinds.claim, key);
  const volume = await readRealVolume(context, home);
  // An answer that is older than that claim would take its volume away from it, which Kubernetes calls lost for good.
  const standing = first ?? (isTakenByName(volume, key) ? await port.find(kinds.claim, key) : undefined);
  // A claim that is made has no version that would tell of a later holder, who may have taken it away again.
  context.owner.refuseStale(volume);
  const created = standing === undefined ? await ensureCreated(context, volume, key) : done(standing);
  return created.kind === 'done' ? lookWhetherBound(context, created.value, volume.metadata.name) : created;
}

function isTakenByName({ spec }: Volume, { name, namespace }: { name: string; namespace: string }): boolean {
  return spec?.claimRef?.uid !== undefined && spec.claimRef.name === name && spec.claimRef.namespace === namespace;
}

async function ensureCreated(context: HomeContext, volume: Volume, key: { name: string; namespace: string }): Promise<Step<Claim>> {
  const { consumer: port } = context;
  const pointed = await pointVolumeAt(port, volume, key);
  if (pointed.status?.phase !== 'Available') {
    return notYetWith(`volume ${volume.metadata.name} to become Available`, { port, kind: kinds.volume, object: pointed });
  }
  return done(await port.create(kinds.claim, renderBoundClaim(context, volume, key)));
}

async function lookWhetherBound({ consumer: port }: HomeContext, claim: Claim, name: string): Promise<Step<Claim>> {
  const { namespace, name: claimName } = claim.metadata;
  if (claim.status?.phase !== 'Bound' || claim.spec?.volumeName !== name) {
    return notYetWith(`claim ${namespace}/${claimName} to be Bound`, { port, kind: kinds.claim, object: claim });
  }
  const volume = await port.find(kinds.volume, { name });
  if (volume !== undefined && isBoundTo(volume, claim)) return done(claim);
  return notYet(`volume ${name} to be Bound`, { port, kind: kinds.volume, key: { name }, object: volume });
}

function renderBoundClaim({ owner, realClaimMarks }: HomeContext, volume: Volume, key: { name: string; namespace: string }): Claim {
  const { metadata, spec } = volume;
  const { labels, annotations } = realClaimMarks(key.name);
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...key, ...(labels && { labels }), annotations: { ...annotations, ...owner.marks } },
    spec: {
      accessModes: spec?.accessModes ?? [],
      volumeMode: spec?.volumeMode ?? 'Filesystem',
      resources: { requests: { storage: spec?.capacity?.['storage'] ?? '0' } },
      storageClassName: storageClassOf(volume) ?? '',
      volumeName: metadata.name,
    },
  };
}
