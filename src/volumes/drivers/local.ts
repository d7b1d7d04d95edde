import { kubectl } from '../../base/hint.ts';
import { uidOf } from '../../kube/objects/identity.ts';
import { type Claim, kinds, type Volume } from '../../kube/objects/kinds.ts';
import type { HeldVolume, LocalHome } from '../home.ts';
import { policyBefore } from '../names.ts';
import { renderLocalClaim } from '../real-claim.ts';
import { done, type HomeStep, notYet, recordHome } from '../step.ts';
import { mirrorSource } from '../virtual-volume.ts';
import type { HomeContext, HomeDriver, MoverPlace, SafetyTerms } from './driver.ts';
import { ensureDerivedClass } from './ensure-derived-class.ts';
import { explainRealClaim } from './explain-real-claim.ts';
import {
  annotateRealClaim,
  findRealClaim,
  findRealVolume,
  foreignError,
  isBoundTo,
  isForeign,
  patchRealVolume,
  readRealVolume,
} from './real-objects.ts';
import { ensureLocalRemoved } from './remove-local.ts';
import { ensureNamed, ensureRenamed } from './rename-real-claim.ts';

/** A mover goes where the data is, or shall be, whatever keeps applications off that node; what would evict it again is not tolerated. */
export const localTolerations: MoverPlace['tolerations'] = [{ operator: 'Exists', effect: 'NoSchedule' }];

/** A home in this cluster: the real claim in the storage namespace, and the real volume whose source the virtual volume mirrors. */
export const localDriver: HomeDriver<LocalHome> = {
  renderStaged,

  async ensureStaged(context, home) {
    const standing = await findRealClaim(context, home);
    await ensureDerivedClass(context, home);
    if (standing === undefined) await context.consumer.create(kinds.claim, renderStaged(context, home));
    else if (isForeign(context, home, standing)) throw foreignError(context, home, standing);
    return done(home);
  },

  async ensureStagedHeld(context, home) {
    const claim = await findRealClaim(context, home);
    if (claim?.status?.phase !== 'Bound' || claim.spec?.volumeName === undefined) {
      // It may have been taken for unused right before the claim was created.
      await ensureDerivedClass(context, home);
      return notYetBound(context, home, claim);
    }
    if (home.claimUid !== undefined && home.volume !== undefined) return ensureHeld(context, home);
    const volume = home.volume ?? toHold(await context.consumer.read(kinds.volume, { name: claim.spec.volumeName }));
    return recordHome({ ...home, claimUid: uidOf(claim), volume });
  },

  ensureHeld,

  async isAdopted(_context, { claim, renamingTo }, claimUid) {
    return renamingTo === undefined && claim === claimUid;
  },

  /** A real claim in this cluster is named by the uid of its virtual one. */
  ensureAdopted: ensureNamed,

  /** The policy rule: `Delete` goes only onto a volume that is Bound to a living claim; on a Released one it is an order to delete. */
  async ensureReleased(context, home) {
    const volume = await readRealVolume(context, home);
    const claim = await findRealClaim(context, home);
    if (claim === undefined || !isBoundTo(volume, claim)) throw unexpectedBinding(context, home, volume);
    const annotations = context.owner.noMarks;
    await patchRealVolume(context, volume, { annotations, policy: home.volume?.policy });
    await annotateRealClaim(context, claim, annotations);
    return done(home);
  },

  ensureRemoved: ensureLocalRemoved,

  async ensureUnmarked(context, home) {
    const volume = await findRealVolume(context, home);
    if (volume === undefined || !context.owner.owns(volume)) return undefined;
    await patchRealVolume(context, volume, { annotations: context.owner.noMarks });
    return `then volume ${volume.metadata.name}, which is retained, is yours to delete`;
  },

  async stamp(context, home, { all }) {
    const { owner } = context;
    const claim = await findRealClaim(context, home);
    if (claim !== undefined && (all || owner.owns(claim))) await annotateRealClaim(context, claim, owner.marks);
    const volume = await findRealVolume(context, home);
    if (volume !== undefined && (all || owner.owns(volume))) await patchRealVolume(context, volume, { annotations: owner.marks });
  },

  async readVirtualSource(context, home) {
    const { spec } = await readRealVolume(context, home);
    return mirrorSource(spec ?? {});
  },

  async explainUnsafe(context, home, terms) {
    const { namespace, claim: name, claimUid } = home;
    const claim = terms.adopted ? await context.consumer.find(kinds.claim, { name, namespace }) : undefined;
    return [
      ...(terms.adopted ? explainRealClaim(claim, claimUid, `real claim ${namespace}/${name}`) : []),
      ...(await explainRealVolume(context, home, terms)),
    ];
  },

  moverPlace({ namespace, claim, node }, role) {
    const placement = role === 'target' && node !== undefined ? ({ kind: 'node', node } as const) : ({ kind: 'volume' } as const);
    return { namespace, claim, placement, tolerations: localTolerations };
  },

  reflectedBy: () => undefined,
};

function renderStaged({ claim, owner }: Pick<HomeContext, 'claim' | 'owner'>, home: LocalHome): Claim {
  return renderLocalClaim(claim, home, { labels: { ...owner.stagedLabels }, annotations: { ...owner.marks } });
}

function toHold(volume: Volume): HeldVolume {
  const policy = volume.spec?.persistentVolumeReclaimPolicy === 'Delete' ? 'Delete' : 'Retain';
  return { name: volume.metadata.name, uid: uidOf(volume), policy };
}

async function ensureHeld(context: HomeContext, home: LocalHome): Promise<HomeStep<LocalHome>> {
  const renamed = await ensureRenamed(context, home);
  if (renamed.kind !== 'done') return renamed;
  const { marks } = context.owner;
  const claim = await findRealClaim(context, home);
  if (claim !== undefined) await annotateRealClaim(context, claim, marks);
  const annotations = { ...marks, ...(home.volume && { [policyBefore]: home.volume.policy }) };
  await patchRealVolume(context, await readRealVolume(context, home), { annotations, policy: 'Retain' });
  return done(home);
}

function notYetBound({ consumer }: HomeContext, { namespace, claim: name }: LocalHome, object: Claim | undefined): HomeStep<LocalHome> {
  return notYet(`claim ${namespace}/${name} to be Bound`, { port: consumer, kind: kinds.claim, key: { name, namespace }, object });
}

/** While a claim is exchanged for another, the bytes are those of the volume. */
async function explainRealVolume(context: HomeContext, home: LocalHome, { held }: SafetyTerms): Promise<readonly string[]> {
  const name = `volume ${home.volume?.name ?? `of claim ${home.claim}`}`;
  const volume = await findRealVolume(context, home);
  if (volume === undefined) return [`${name} is gone`];
  if (volume.metadata.deletionTimestamp !== undefined) return [`${name} is being deleted`];
  const retained = volume.spec?.persistentVolumeReclaimPolicy === 'Retain';
  return retained || !held ? [] : [`${name} is not protected: its reclaim policy was changed back`];
}

function unexpectedBinding({ owner }: HomeContext, home: LocalHome, { metadata, spec, status }: Volume): Error {
  return owner.error(`volume ${metadata.name} is not bound to claim ${home.namespace}/${home.claim}; its policy stays Retain`, {
    seen: [`phase ${status?.phase ?? 'unknown'}, claimRef ${JSON.stringify(spec?.claimRef ?? {})}`],
    next: [kubectl(`describe pv ${metadata.name}`)],
  });
}
