import { AppError } from '../../base/errors.ts';
import type { KubeError } from '../../kube/client/errors.ts';
import { describeScaledDown } from '../model/application/application.ts';
import { type Journal, phaseState, wasTouched } from '../model/journal.ts';
import { guardName, journalName, journalNamespace } from '../model/names.ts';

/** The end of a move whose cluster takes no more writes from us, such as after a login that has run out: what stands until somebody goes on. */
export function journalLostError(journal: Journal, { cause, refused }: { cause: AppError; refused: KubeError }): AppError {
  const { namespace, claim } = journal.request;
  const locked = journal.guarded && phaseState(journal, 'arm-guard') === 'done' && !wasTouched(journal, 'lift-guard');
  const down = describeScaledDown(journal.application);
  const why = cause === refused ? [] : [`the move had failed: ${cause.message}`];
  return new AppError('move', `the journal of the move cannot be written any more: ${refused.answer}`, {
    seen: [
      ...why,
      `the journal is kept as ConfigMap ${journalNamespace}/${journalName(namespace, claim)}`,
      ...(locked
        ? [`the guard ${guardName(journal.id)} is in place: claim ${namespace}/${claim} cannot be mounted or deleted until the move ends`]
        : []),
      ...(down === undefined ? [] : [down]),
      'no data was deleted',
    ],
    next: ['log in again, or have it continued by a user with the same rights:'],
    cause: refused,
  });
}
