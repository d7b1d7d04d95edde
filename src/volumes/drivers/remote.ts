import { elsewhere, kubectl } from '../../base/hint.ts';
import { uidOf } from '../../kube/objects/identity.ts';
import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import { liqoKinds } from '../../liqo/kinds.ts';
import { isAcceptedBy, offloadingName } from '../../liqo/namespace-offloading.ts';
import type { RemoteHome } from '../home.ts';
import { lookWhetherGone, removeAsOwner } from '../owned-writes.ts';
import { remoteSource } from '../provisioned-volume.ts';
import { renderRemoteClaim } from '../real-claim.ts';
import { done, notYetWith, recordHome } from '../step.ts';
import { adoptedMetadata, isAdoptedBy, reflectionOff } from './adoption.ts';
import type { HomeContext, HomeDriver, SafetyTerms } from './driver.ts';
import { explainRealClaim } from './explain-real-claim.ts';
import { findRemoteClaim, nameRemoteClaim, patchRemoteClaim, readRemoteClaim, refuseTerminating } from './remote-claim.ts';

/** A home in a provider: the claim of the virtual one's name there. The tenant may do everything to claims and nothing to volumes. */
export const remoteDriver: HomeDriver<RemoteHome> = {
  renderStaged,

  async ensureStaged(context, home) {
    const { owner, provider } = context;
    const standing = await findRemoteClaim(context, home);
    const claim = standing ?? (await (await provider(home.provider)).create(kinds.claim, renderStaged(context, home)));
    if (!owner.owns(claim)) throw foreignRemoteError(context, home);
    return home.claimUid === uidOf(claim) ? done(home) : recordHome({ ...home, claimUid: uidOf(claim) });
  },

  /** The finalizer was on the claim from its first moment. */
  async ensureStagedHeld(context, home) {
    const object = await readRemoteClaim(context, home);
    if (object.status?.phase === 'Bound') return done(home);
    const port = await context.provider(home.provider);
    return notYetWith(`claim ${home.namespace}/${home.claim} to be Bound`, { port, kind: kinds.claim, object });
  },

  /** Without its two labels the virtual kubelet lets go of the claim, once it has seen that: before, it may still act on what it knew. */
  async ensureHeld(context, home) {
    const claim = await readRemoteClaim(context, home);
    const finalizers = [...new Set([...(claim.metadata.finalizers ?? []), context.owner.finalizer])];
    const held = await patchRemoteClaim(context, home, { claim, metadata: { annotations: context.owner.marks, finalizers } });
    if (home.reflection !== undefined) await patchRemoteClaim(context, home, { claim: held, metadata: { labels: reflectionOff } });
    return done(home);
  },

  async isAdopted(context, home, claimUid) {
    const claim = await readRemoteClaim(context, home);
    const adopted = isAdoptedBy(home, claim, claimUid);
    if (adopted) refuseTerminating(context, home, claim);
    return adopted;
  },

  async ensureAdopted(context, home, claimUid) {
    const claim = await readRemoteClaim(context, home);
    if (isAdoptedBy(home, claim, claimUid)) refuseTerminating(context, home, claim);
    else await patchRemoteClaim(context, home, { claim, metadata: adoptedMetadata(home, context.claim, claimUid) });
    return done(home);
  },

  async ensureReleased(context, home) {
    const claim = await readRemoteClaim(context, home);
    refuseTerminating(context, home, claim);
    const finalizers = withoutFinalizer(context, claim);
    await patchRemoteClaim(context, home, { claim, metadata: { annotations: context.owner.noMarks, finalizers } });
    return done(home);
  },

  /** What becomes of the bytes is the provider's business, whatever was asked for. */
  async ensureRemoved(context, home) {
    const claim = await findRemoteClaim(context, home);
    // Somebody else's claim may have the name of one that we never made.
    if (claim === undefined || (home.claimUid === undefined && !context.owner.owns(claim))) return done(home);
    const port = await context.provider(home.provider);
    if (claim.metadata.deletionTimestamp === undefined) await removeAsOwner(context.owner, port, { kind: kinds.claim, object: claim });
    const going = await findRemoteClaim(context, home);
    if (going === undefined) return done(home);
    const finalizers = withoutFinalizer(context, going);
    if (finalizers.length < (going.metadata.finalizers ?? []).length) {
      await patchRemoteClaim(context, home, { claim: going, metadata: { finalizers } });
    }
    const gone = await lookWhetherGone(port, { kind: kinds.claim, object: going });
    return gone.kind === 'done' ? done(home) : { ...gone, going: uidOf(going) };
  },

  ensureUnmarked: async () => undefined,

  async stamp(context, home, { all }) {
    const claim = await findRemoteClaim(context, home);
    if (claim === undefined || !(all || context.owner.owns(claim))) return;
    await patchRemoteClaim(context, home, { claim, metadata: { annotations: context.owner.marks } });
  },

  readVirtualSource: async (_context, { provider }) => remoteSource(provider),

  async explainUnsafe(context, home, terms) {
    const { provider, namespace, claim: name } = home;
    const claim = await (await context.provider(provider)).find(kinds.claim, { name, namespace });
    return [
      ...explainRealClaim(claim, home.claimUid, `claim ${nameRemoteClaim(home)}`),
      ...explainHold(context, home, { claim, terms }),
      ...(await explainNamespace(context, home)),
    ];
  },

  moverPlace({ claim, node }, _role, namespace) {
    return { namespace, claim, placement: { kind: 'virtual', node }, tolerations: [] };
  },

  reflectedBy: ({ provider, reflection }) => (reflection === undefined ? undefined : provider),
};

function renderStaged({ claim, owner }: Pick<HomeContext, 'claim' | 'owner'>, home: RemoteHome): Claim {
  return renderRemoteClaim(claim, home, { annotations: { ...owner.marks, ...owner.stagedAnnotations }, finalizers: [owner.finalizer] });
}

function withoutFinalizer({ owner }: HomeContext, { metadata }: Claim): string[] {
  return (metadata.finalizers ?? []).filter((finalizer) => finalizer !== owner.finalizer);
}

function explainHold(
  { owner }: HomeContext,
  home: RemoteHome,
  { claim, terms }: { claim: Claim | undefined; terms: SafetyTerms },
): readonly string[] {
  const held = claim?.metadata.finalizers?.includes(owner.finalizer) === true;
  if (claim === undefined || held || !terms.held) return [];
  return [`claim ${nameRemoteClaim(home)} is not protected: the finalizer ${owner.finalizer} was removed`];
}

/** A namespace that its provider lets go of dies there with all its claims. */
async function explainNamespace({ consumer, claim }: HomeContext, { provider }: RemoteHome): Promise<readonly string[]> {
  const { namespace = '' } = claim.metadata;
  const offloading = await consumer.find(liqoKinds.namespaceOffloading, { name: offloadingName, namespace });
  const accepted = offloading !== undefined && isAcceptedBy(offloading, provider);
  return accepted ? [] : [`namespace ${namespace} is no longer accepted by ${provider}`];
}

function foreignRemoteError({ owner }: HomeContext, home: RemoteHome): Error {
  return owner.error(`claim ${nameRemoteClaim(home)} is not the one that ${owner.name} knows`, {
    next: [elsewhere(kubectl(`get pvc -n ${home.namespace} ${home.claim} -o yaml`), home.provider)],
  });
}
