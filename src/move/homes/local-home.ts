import { type Claim, kinds, type Volume } from '../../kube/objects/kinds.ts';
import { uidOf } from '../../kube/objects/identity.ts';
import { isOwned, noOwnAnnotations, ownAnnotations, patchOwned } from '../held/guarded-writes.ts';
import type { LocalHome } from '../../volumes/home.ts';
import type { Move } from '../model/move.ts';
import { waitForDeletion } from '../held/wait-for-deletion.ts';
import { removeOnce } from '../held/waits.ts';
import { bindRealVolume } from './bind-real-volume.ts';
import type { HomeDriver, HomeEntry, MoverPlace } from './home.ts';
import { moverPlace } from './mover-place.ts';
import { findRealClaim, findRealVolume, isBoundTo, readRealVolume, unexpectedBinding } from './real-objects.ts';
import { mirrorSource } from '../../volumes/virtual-volume.ts';
import { liqoLabels } from '../../volumes/real-claim.ts';
import { renderStagedClaim } from './staged-claim.ts';

/** A home in this cluster: the real claim in the storage namespace, and the real volume whose source the virtual volume mirrors. */
export class LocalHomeDriver implements HomeDriver {
  readonly #move: Move;
  readonly #entry: HomeEntry<LocalHome>;

  constructor(move: Move, entry: HomeEntry<LocalHome>) {
    this.#move = move;
    this.#entry = entry;
  }

  get #home(): LocalHome {
    return this.#entry.value();
  }

  async hold(): Promise<void> {
    await this.#finishRenaming();
    const claim = await findRealClaim(this.#move, this.#home);
    if (claim !== undefined) await this.#mark(claim);
    await this.#patchVolume(await readRealVolume(this.#move, this.#home), ownAnnotations(this.#move), 'Retain');
  }

  async adopt(claimUid: string): Promise<void> {
    await this.#finishRenaming();
    if (this.#home.claim === claimUid) return;
    await this.#entry.record({ ...this.#home, renamingTo: claimUid });
    await this.#finishRenaming();
  }

  /** The policy rule: `Delete` goes only onto a volume that is Bound to a living claim; on a Released one it is an order to delete. */
  async letGo(): Promise<void> {
    const volume = await readRealVolume(this.#move, this.#home);
    const claim = await findRealClaim(this.#move, this.#home);
    if (claim === undefined || !isBoundTo(volume, claim)) throw unexpectedBinding(volume, this.#home);
    await this.#patchVolume(volume, noOwnAnnotations, this.#home.volume?.policy);
    await patchOwned(this.#move, this.#move.consumer, {
      kind: kinds.claim,
      object: claim,
      patch: { metadata: { annotations: noOwnAnnotations } },
    });
  }

  async stage(): Promise<void> {
    if ((await findRealClaim(this.#move, this.#home)) !== undefined) return;
    await this.#move.consumer.create(kinds.claim, renderStagedClaim(this.#move, this.#home));
  }

  async lockStaged(): Promise<boolean> {
    const claim = await findRealClaim(this.#move, this.#home);
    if (claim?.status?.phase !== 'Bound' || claim.spec?.volumeName === undefined) return false;
    const { metadata, spec } = await this.#move.consumer.read(kinds.volume, { name: claim.spec.volumeName });
    const policy = spec?.persistentVolumeReclaimPolicy === 'Delete' ? 'Delete' : 'Retain';
    const volume = this.#home.volume ?? { name: metadata.name, uid: metadata.uid ?? '', policy };
    await this.#entry.record({ ...this.#home, claimUid: uidOf(claim), volume });
    await this.hold();
    return true;
  }

  async discard(policy: 'own' | 'delete'): Promise<readonly string[]> {
    await this.#finishRenaming();
    const goes = policy === 'delete' || this.#home.volume?.policy === 'Delete';
    const stuck = goes ? await this.#reclaimVolume() : [];
    if (stuck.length > 0) return stuck;
    const volume = await findRealVolume(this.#move, this.#home);
    const claim = await findRealClaim(this.#move, this.#home);
    if (claim === undefined) return [];
    if (volume !== undefined) await this.#freeVolume(volume, claim, goes ? 'Delete' : 'Retain');
    return this.#removeCopy(claim, goes ? volume : undefined);
  }

  async stamp(): Promise<void> {
    const claim = await findRealClaim(this.#move, this.#home);
    if (claim !== undefined && isOwned(claim, this.#move)) await this.#mark(claim);
    const volume = await findRealVolume(this.#move, this.#home);
    if (volume !== undefined && isOwned(volume, this.#move)) await this.#patchVolume(volume, ownAnnotations(this.#move));
  }

  async readVirtualSource(): Promise<Partial<NonNullable<Volume['spec']>>> {
    const { spec } = await readRealVolume(this.#move, this.#home);
    return mirrorSource(spec ?? {});
  }

  moverPlace(role: 'source' | 'target'): MoverPlace {
    return moverPlace(this.#home, role, this.#move.journal.value.request);
  }

  /** Deletes the claim and waits for a while until it is gone, and with it a volume that goes too. Returns what stays, in words. */
  async #removeCopy(claim: Claim, volume: Volume | undefined): Promise<readonly string[]> {
    await removeOnce(this.#move, this.#move.consumer, { kind: kinds.claim, object: claim });
    const left = await waitForDeletion(this.#move, this.#move.consumer, { kind: kinds.claim, object: claim });
    if (left.length > 0 || volume === undefined) return left;
    return waitForDeletion(this.#move, this.#move.consumer, { kind: kinds.volume, object: volume });
  }

  /** Between two names the volume has no claim: whatever comes next, the renaming is finished first. */
  async #finishRenaming(): Promise<void> {
    const { renamingTo: name, ...home } = this.#home;
    if (name === undefined) return;
    const claim = await bindRealVolume(this.#move, home, { name, labels: liqoLabels(this.#move.journal.value.request) });
    await this.#entry.record({ ...home, claim: name, claimUid: uidOf(claim) });
  }

  /**
   * Somebody deleted the claim of a volume that we hold: by the policy rule nothing but another claim makes it go. Where the old one does not
   * go, there can be no other: then the volume stays as it is, but for our marks.
   */
  async #reclaimVolume(): Promise<readonly string[]> {
    const claim = await findRealClaim(this.#move, this.#home);
    if (claim !== undefined && claim.metadata.deletionTimestamp === undefined) return [];
    const stuck = claim === undefined ? [] : await waitForDeletion(this.#move, this.#move.consumer, { kind: kinds.claim, object: claim });
    const volume = await findRealVolume(this.#move, this.#home);
    if (volume === undefined || !isOwned(volume, this.#move)) return stuck;
    if (stuck.length === 0) await this.adopt(`${this.#home.claim}-discarded`);
    else await this.#patchVolume(volume, noOwnAnnotations);
    return stuck.map((text) => `${text}; then volume ${volume.metadata.name}, which is retained, is yours to delete`);
  }

  async #freeVolume(volume: Volume, claim: Claim, policy: 'Delete' | 'Retain'): Promise<void> {
    if (isBoundTo(volume, claim)) await this.#patchVolume(volume, noOwnAnnotations, policy);
    else if (isOwned(volume, this.#move)) await this.#patchVolume(volume, noOwnAnnotations);
  }

  async #mark(claim: Claim): Promise<void> {
    const patch = { metadata: { annotations: ownAnnotations(this.#move) } };
    await patchOwned(this.#move, this.#move.consumer, { kind: kinds.claim, object: claim, patch });
  }

  async #patchVolume(volume: Volume, annotations: object, policy?: string): Promise<void> {
    const spec = policy === undefined ? {} : { spec: { persistentVolumeReclaimPolicy: policy } };
    await patchOwned(this.#move, this.#move.consumer, {
      kind: kinds.volume,
      object: volume,
      patch: { metadata: { annotations }, ...spec },
    });
  }
}
