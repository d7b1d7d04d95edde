import { kubectl } from '../../../base/hint.ts';
import { kinds } from '../../../kube/objects/kinds.ts';
import { journalNamespace } from '../../model/names.ts';
import type { CheckGroup } from './check.ts';
import type { Facts } from '../facts/facts.ts';

/** Reasons that lie in the Secrets by which images are pulled. */
export const pullSecretChecks: CheckGroup = { reads: [kinds.secret.plural], checks: [missing] };

function missing({ missingPullSecrets, request: { namespace } }: Facts) {
  return missingPullSecrets.map((name) => ({
    check: 'pull-secret-missing',
    message: `there is no Secret ${name} of a registry in namespace ${namespace}, nor in ${journalNamespace}`,
    next: [
      kubectl(
        `create secret docker-registry ${name} -n ${namespace} --docker-server=SERVER --docker-username=NAME --docker-password=PASSWORD`,
      ),
    ],
  }));
}
