import { liqoctl } from '../../base/hint.ts';
import { AppError } from '../../base/errors.ts';
import { isCut, type Journal, wasTouched } from '../model/journal.ts';
import { type Home, providerOf } from '../../volumes/home.ts';

/**
 * The journal for a new holder after a time without one. The guard keeps pods off all claims of this cluster; in a provider, and where there is
 * no guard, somebody may have written after the copy and be gone. Movers that were being staged have gone on by themselves, so they may be done
 * whatever the journal says. So the movers are retired once more, and with them goes a look at what was not watched.
 */
export function afterGap(journal: Journal): Journal {
  if (journal.direction === 'back' || isCut(journal) || !wasTouched(journal, 'stage-target')) return journal;
  // The application may still write, beside the copy.
  if (!wasTouched(journal, 'arm-guard')) return journal;
  if (unguardedEnds(journal).length === 0) return journal;
  const { 'retire-movers': _, ...phases } = journal.phases;
  return { ...journal, phases, unwatched: true };
}

/** The ends whose volume a foreign pod may mount. */
export function unguardedEnds({ guarded, source, target }: Journal): readonly ('source' | 'target')[] {
  const open = (home: Home) => providerOf(home) !== undefined || !guarded;
  return [...(open(source) ? (['source'] as const) : []), ...(open(target) ? (['target'] as const) : [])];
}

export function unwatchedError({ request: { namespace, claim, targetNode } }: Journal, seen: readonly string[] = []): AppError {
  return new AppError('move', `pods were not kept off claim ${namespace}/${claim} while it was not watched: the copy may be out of date`, {
    seen,
    next: [liqoctl(`move volume ${claim} -n ${namespace} --target-node ${targetNode}`)],
  });
}
