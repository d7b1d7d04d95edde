import { liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { providerOf } from '../../volumes/home.ts';
import { isCut, isForgotten, type Journal } from '../model/journal.ts';
import type { Refusal } from '../model/outcome.ts';

/** The error of a way back that no provider helps with, with the way on that does without them. */
export function offerToForget(failure: AppError, journal: Journal): AppError {
  if (failure.kind !== 'cluster') return failure;
  const { claim, namespace } = journal.request;
  const ways = journal.providers
    .filter((provider) => !isForgotten(journal, provider) && refuseToForget(journal, provider) === undefined)
    .map((provider) =>
      liqoctl(`move abort ${claim} -n ${namespace} --forget ${provider}`, `does without ${provider}, if that is gone for good`),
    );
  if (ways.length === 0) return failure;
  return new AppError('cluster', failure.message, {
    seen: failure.seen,
    next: [liqoctl(`move abort ${claim} -n ${namespace}`, 'once it is back'), ...ways],
    cause: failure,
  });
}

/** Why the way back needs that provider, or why there is nothing to forget. */
export function refuseToForget(journal: Journal, provider: string): Refusal | undefined {
  const { source, request } = journal;
  if (!journal.providers.includes(provider)) {
    const known = journal.providers.length === 0 ? 'no provider does' : `those that do: ${journal.providers.join(', ')}`;
    return {
      check: 'provider-not-in-move',
      message: `provider ${provider} takes no part in this move; ${known}`,
      next: [liqoctl('move list')],
    };
  }
  if (providerOf(source) !== provider || !isCut(journal)) return undefined;
  return {
    check: 'old-copy-in-provider',
    message: `the old copy is in ${provider}: the move cannot be rolled back without it`,
    next: [liqoctl(`move resume ${request.claim} -n ${request.namespace}`, 'finishes with the new copy')],
  };
}
