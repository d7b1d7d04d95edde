import { liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { type Claim, kinds } from '../../kube/objects/kinds.ts';
import type { MoveContext } from '../model/context.ts';
import { explainAbsence, readAbsence } from '../claim/absence.ts';
import { describeVolume } from './describe-volume.ts';
import { readInfoFacts } from './info-facts.ts';
import type { VolumeInfo } from './volume-info.ts';

/** Which claims are asked about: one, those of a namespace, or all. */
export interface VolumeQuestion {
  /** Absent: of all namespaces. */
  readonly namespace?: string | undefined;
  readonly claim?: string | undefined;
}

/** Tells where the data of claims lives, with whatever rights there are. Throws AppError `refused` for a claim that is missing. */
export async function readVolumeInfos(question: VolumeQuestion, context: MoveContext): Promise<readonly VolumeInfo[]> {
  const claims = await readClaims(question, context);
  const facts = await readInfoFacts(claims, question.namespace, context);
  return claims.map((each) => describeVolume(each, facts));
}

async function readClaims({ namespace, claim: name }: VolumeQuestion, { consumer }: MoveContext): Promise<readonly Claim[]> {
  if (namespace === undefined) return (await consumer.list(kinds.claim)).items;
  if (name === undefined) return (await consumer.list(kinds.claim, { namespace })).items;
  const found = await consumer.find(kinds.claim, { name, namespace });
  if (found !== undefined) return [found];
  const ref = { namespace, claim: name };
  const { message, next } = explainAbsence(ref, await readAbsence(consumer, ref), (other) => liqoctl(`info volume ${name} -n ${other}`));
  throw new AppError('refused', message, { next });
}
