import { uidOf } from '../../kube/objects/identity.ts';
import { type Claim, kinds, type Meta } from '../../kube/objects/kinds.ts';
import type { LocalHome } from '../home.ts';
import { ensureGone, lookWhetherGone } from '../owned-writes.ts';
import { done, type HomeStep, recordHome, type Step } from '../step.ts';
import type { HomeContext, Reclaim } from './driver.ts';
import { findRealVolume, foreignError, isBoundTo, patchRealVolume } from './real-objects.ts';
import { ensureRenamed } from './rename-real-claim.ts';

/**
 * Claim and, where it goes with it, volume are gone. A claim that somebody else has put in the place of one that we never made stays; one that an
 * earlier holder has made late in the place of ours goes with it.
 */
export async function ensureLocalRemoved(context: HomeContext, home: LocalHome, reclaim: Reclaim): Promise<HomeStep<LocalHome>> {
  const renamed = await ensureRenamed(context, home);
  if (renamed.kind !== 'done') return renamed;
  const goes = reclaim === 'delete' || home.volume?.policy === 'Delete';
  const claim = await findOwnClaim(context, home);
  if (claim !== undefined) {
    const gone = await ensureClaimGone(context, home, { claim, goes });
    if (gone.kind !== 'done') return gone;
  }
  return goes ? ensureVolumeGone(context, home) : done(home);
}

async function findOwnClaim(context: HomeContext, home: LocalHome): Promise<Claim | undefined> {
  const claim = await context.consumer.find(kinds.claim, { name: home.claim, namespace: home.namespace });
  if (claim === undefined || context.owner.owns(claim) || claim.metadata.uid === home.claimUid) return claim;
  if (home.claimUid === undefined) return undefined;
  throw foreignError(context, home, claim);
}

async function ensureClaimGone(
  context: HomeContext,
  home: LocalHome,
  { claim, goes }: { claim: Claim; goes: boolean },
): Promise<Step<undefined>> {
  // A volume that shall go with a claim which is going already stays held: it needs another claim first.
  if (!goes || claim.metadata.deletionTimestamp === undefined)
    await freeVolume(context, home, { claim, policy: goes ? 'Delete' : 'Retain' });
  return going(await ensureGone(context.owner, context.consumer, { kind: kinds.claim, object: claim }), claim);
}

/** By the policy rule nothing but another claim makes a volume go that we still hold: somebody else has deleted its own. */
async function ensureVolumeGone(context: HomeContext, home: LocalHome): Promise<HomeStep<LocalHome>> {
  const volume = await findRealVolume(context, home);
  if (volume === undefined) return done(home);
  if (context.owner.owns(volume)) return recordHome({ ...home, renamingTo: `${home.claim}-discarded` });
  const gone = going(await lookWhetherGone(context.consumer, { kind: kinds.volume, object: volume }), volume);
  return gone.kind === 'done' ? done(home) : gone;
}

/** The policy rule: `Delete` goes only onto a volume that is Bound to a living claim. */
async function freeVolume(
  context: HomeContext,
  home: LocalHome,
  { claim, policy }: { claim: Claim; policy: 'Delete' | 'Retain' },
): Promise<void> {
  const annotations = context.owner.noMarks;
  const volume = await findRealVolume(context, home);
  if (volume !== undefined && isBoundTo(volume, claim)) await patchRealVolume(context, volume, { annotations, policy });
  // One that shall go needs a claim of its own for that, and stays held until then.
  else if (volume !== undefined && policy === 'Retain' && context.owner.owns(volume))
    await patchRealVolume(context, volume, { annotations });
}

/** Nothing depends on the end of what is removed here. */
function going<R>(step: Step<R>, object: { metadata: Meta }): Step<R> {
  return step.kind === 'done' ? step : { ...step, going: uidOf(object) };
}
