import { AppError } from '../../base/errors.ts';
import { liqoctl } from '../../base/hint.ts';
import type { HeldLease } from '../../kube/lease/lease-renewal.ts';
import { type Claim, type Kind, kinds, type Meta } from '../../kube/objects/kinds.ts';
import type { MoveContext, MoveRef } from '../model/context.ts';
import { currentPhase, isBetweenClaims, type Journal, type JournalHandle, liveClaimUid, withPhase } from '../model/journal.ts';
import { type Home, knownVolume, providerOf } from '../../volumes/home.ts';
import { guardName, moveLabels } from '../model/names.ts';
import type { MoveOutcome } from '../model/outcome.ts';
import { scaledDownIn, waysOn } from '../model/outcome.ts';

/**
 * For an abort of a move whose claim somebody has deleted or replaced: the guard is lifted and the places of both copies are told, since only a
 * person can know what that deletion meant. With `recreate` the claim is made again towards the source, as the way back from a cut does.
 * Undefined where the claim is the one that the journal knows, or a cut explains its absence.
 */
export async function settleGoneClaim(
  { consumer, clock }: MoveContext,
  { ref, lease, journal, recreate }: { ref: MoveRef; lease: HeldLease; journal: JournalHandle; recreate: boolean },
): Promise<MoveOutcome | undefined> {
  const claim = await consumer.find(kinds.claim, { namespace: ref.namespace, name: ref.claim });
  if (isExpected(journal.value, claim)) return undefined;
  if (claim === undefined && recreate) {
    const at = clock.now().toISOString();
    await journal.update((value) => planRecreation(value, at));
    return undefined;
  }
  await removeGuardOf(consumer, journal);
  await lease.release();
  return {
    kind: 'stopped',
    cause: goneError(ref, journal, claim !== undefined),
    interrupted: false,
    phase: currentPhase(journal.value),
    ways: waysOn(journal.value),
    ...scaledDownIn(journal.value),
  };
}

/** The claim that the journal knows, one that this move has created, or none in the middle of an exchange, in whichever direction. */
function isExpected(journal: Journal, claim: Claim | undefined): boolean {
  if (claim === undefined) return isBetweenClaims(journal);
  return claim.metadata.uid === liveClaimUid(journal) || claim.metadata.annotations?.[moveLabels.id] === journal.id;
}

/** The journal as if the move had cut: the way back from there creates the claim. */
function planRecreation(journal: Journal, at: string): Journal {
  return {
    ...withPhase(journal, 'swap-claim', { state: 'intended', at }),
    swap: { ...journal.swap, deletedAt: journal.swap.deletedAt ?? at },
    swapBack: { ...journal.swapBack, deletedAt: at },
  };
}

async function removeGuardOf(consumer: MoveContext['consumer'], { value }: JournalHandle): Promise<void> {
  const key = { name: guardName(value.id) };
  const guard: readonly Kind<{ metadata: Meta }>[] = [kinds.admissionPolicyBinding, kinds.admissionPolicy];
  for (const kind of guard) {
    const found = await consumer.find(kind, key);
    if (found === undefined) continue;
    const { uid = '', resourceVersion = '' } = found.metadata;
    await consumer.remove(kind, key, { uid, resourceVersion });
  }
}

function goneError({ namespace, claim }: MoveRef, { value }: JournalHandle, replaced: boolean): AppError {
  return new AppError('move', `claim ${namespace}/${claim} ${replaced ? 'is another one now' : 'was deleted'}; nothing was discarded`, {
    seen: [`the old copy: ${placeOf(value.source)}`, `the new copy: ${placeOf(value.target)}`],
    next: replaced
      ? ['move that claim out of the way, then:', liqoctl(`move abort ${claim} -n ${namespace} --recreate`)]
      : [liqoctl(`move abort ${claim} -n ${namespace} --recreate`, 'creates the claim again on its old copy')],
  });
}

function placeOf(home: Home): string {
  const where = `claim ${home.namespace}/${home.claim}`;
  const [provider, volume] = [providerOf(home), knownVolume(home)];
  if (provider !== undefined) return `${where} in ${provider}`;
  return volume === undefined ? where : `${where}, volume ${volume.name}`;
}
