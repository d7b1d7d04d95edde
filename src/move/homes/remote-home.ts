import { liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { type Claim, kinds, type Volume } from '../../kube/objects/kinds.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { liqoNames } from '../../liqo/names.ts';
import { uidOf } from '../../kube/objects/identity.ts';
import { isOwned, noOwnAnnotations, ownAnnotations, patchOwned, removeOwned } from '../held/guarded-writes.ts';
import type { RemoteHome } from '../../volumes/home.ts';
import type { Move } from '../model/move.ts';
import { moveLabels } from '../model/names.ts';
import { waitUntilReflectionSeen } from './reflection.ts';
import { waitForDeletion } from '../held/wait-for-deletion.ts';
import type { HomeDriver, HomeEntry, MoverPlace } from './home.ts';
import { moverPlace } from './mover-place.ts';
import { renderStagedClaim } from './staged-claim.ts';

/** A home in a provider: the claim of the virtual one's name there. The tenant may do everything to claims and nothing to volumes. */
export class RemoteHomeDriver implements HomeDriver {
  readonly #move: Move;
  readonly #entry: HomeEntry<RemoteHome>;

  constructor(move: Move, entry: HomeEntry<RemoteHome>) {
    this.#move = move;
    this.#entry = entry;
  }

  get #home(): RemoteHome {
    return this.#entry.value();
  }

  /** Without its two labels the virtual kubelet lets go of the claim; that it has seen so is certain only when it says so. */
  async hold(): Promise<void> {
    const claim = await this.#read();
    const finalizers = [...new Set([...(claim.metadata.finalizers ?? []), moveLabels.hold])];
    const held = await this.#patch(claim, { annotations: ownAnnotations(this.#move), finalizers });
    await this.#patch(held, { labels: { [liqoNames.origin]: null, [liqoNames.destination]: null } });
    await waitUntilReflectionSeen(this.#move, this.#home.provider);
  }

  /** Labels put on before the kubelet knows the new virtual claim are an order to delete the real one. */
  async adopt(claimUid: string): Promise<void> {
    const claim = await this.#read();
    if (this.#isReflected(claim)) return this.#refuseTerminating(claim);
    await waitUntilReflectionSeen(this.#move, this.#home.provider, claimUid);
    const { origin, destination } = this.#home.reflection;
    await this.#patch(await this.#read(), { labels: { [liqoNames.origin]: origin, [liqoNames.destination]: destination } });
  }

  async letGo(): Promise<void> {
    const claim = await this.#read();
    await this.#refuseTerminating(claim);
    await this.#patch(claim, { annotations: noOwnAnnotations, finalizers: withoutHold(claim) });
  }

  async stage(): Promise<void> {
    const port = await this.#port();
    const standing = await this.#find();
    const claim = standing ?? (await port.create(kinds.claim, renderStagedClaim(this.#move, this.#home)));
    if (!isOwned(claim, this.#move)) throw strangerError(this.#home);
    await this.#entry.record({ ...this.#home, claimUid: uidOf(claim) });
  }

  /** The finalizer was on the claim from its first moment. */
  async lockStaged(): Promise<boolean> {
    return (await this.#read()).status?.phase === 'Bound';
  }

  /** What becomes of the bytes is the provider's business, whatever the policy. */
  async discard(): Promise<readonly string[]> {
    const claim = await this.#find();
    if (claim === undefined) return [];
    const port = await this.#port();
    if (claim.metadata.deletionTimestamp === undefined) await removeOwned(this.#move, port, { kind: kinds.claim, object: claim });
    const going = await this.#find();
    if (going === undefined) return [];
    await this.#patch(going, { finalizers: withoutHold(going) });
    return waitForDeletion(this.#move, port, { kind: kinds.claim, object: going });
  }

  async stamp(): Promise<void> {
    const claim = await this.#find();
    if (claim !== undefined && isOwned(claim, this.#move)) await this.#patch(claim, { annotations: ownAnnotations(this.#move) });
  }

  /** As Liqo makes it: a placeholder that is never mounted, and the affinity to every virtual node of the provider. */
  async readVirtualSource(): Promise<Partial<NonNullable<Volume['spec']>>> {
    const { provider } = this.#home;
    return {
      hostPath: { path: liqoNames.placeholderPath },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: liqoNames.remoteClusterId, operator: 'In', values: [provider] }] }],
        },
      },
    };
  }

  moverPlace(role: 'source' | 'target'): MoverPlace {
    return moverPlace(this.#home, role, this.#move.journal.value.request);
  }

  async #port(): Promise<KubePort> {
    return this.#move.provider(this.#home.provider);
  }

  /** The claim that the journal knows. Another one of its name is somebody else's: ours is gone. */
  async #find(): Promise<Claim | undefined> {
    const port = await this.#port();
    const claim = await port.find(kinds.claim, { name: this.#home.claim, namespace: this.#home.namespace });
    const known = this.#home.claimUid;
    return known === undefined || claim?.metadata.uid === known ? claim : undefined;
  }

  async #read(): Promise<Claim> {
    const claim = await this.#find();
    if (claim !== undefined) return claim;
    throw new AppError('move', `claim ${this.#where()} is gone`, { next: [liqoctl('move list')] });
  }

  async #patch(claim: Claim, metadata: object): Promise<Claim> {
    return patchOwned(this.#move, await this.#port(), { kind: kinds.claim, object: claim, patch: { metadata } });
  }

  #isReflected({ metadata: { labels = {} } }: Claim): boolean {
    return labels[liqoNames.origin] !== undefined && labels[liqoNames.destination] !== undefined;
  }

  async #refuseTerminating(claim: Claim): Promise<void> {
    if (claim.metadata.deletionTimestamp === undefined) return;
    throw new AppError('move', `claim ${this.#where()} is being deleted; only the finalizer ${moveLabels.hold} keeps its data`, {
      next: [`copy the data away before that finalizer is taken off the claim`, liqoctl('move list')],
    });
  }

  #where(): string {
    return `${this.#home.namespace}/${this.#home.claim} in ${this.#home.provider}`;
  }
}

function withoutHold({ metadata }: Claim): string[] {
  return (metadata.finalizers ?? []).filter((finalizer) => finalizer !== moveLabels.hold);
}

function strangerError({ namespace, claim, provider }: RemoteHome): AppError {
  return new AppError('move', `claim ${namespace}/${claim} in ${provider} is not the one that this move knows`, {
    next: [`kubectl get pvc -n ${namespace} ${claim} -o yaml, in ${provider}`],
  });
}
