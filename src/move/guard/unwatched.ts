import { AppError } from '../../base/errors.ts';
import { isCut, type Journal, wasTouched } from '../journal/journal.ts';

/**
 * Whether somebody may have written after the copy without being seen: no guard kept others off, and no liqoctl ran to watch for them. Movers
 * that are being staged copy on by themselves, so they may be done whatever the journal says.
 */
export function wasUnwatched(journal: Journal): boolean {
  return !journal.guarded && wasTouched(journal, 'stage-target') && !isCut(journal);
}

export function unwatchedError({ request: { namespace, claim, targetNode } }: Journal): AppError {
  return new AppError('move', `nobody kept pods off claim ${namespace}/${claim} while it was not watched: the copy may be out of date`, {
    next: [`liqoctl move volume ${claim} -n ${namespace} --target-node ${targetNode}`],
  });
}
