import { failedWith, KubeError } from '../client/errors.ts';
import { kinds } from '../objects/kinds.ts';
import type { KubePort } from '../client/port.ts';

/**
 * Asks one question that needs no rights, without patience: a wrong address or login is said at once, while an outage later on is sat
 * out. Throws KubeError `unreachable` or `unauthorized`.
 */
export async function makeFirstContact(port: KubePort): Promise<void> {
  try {
    await port.serves(kinds.namespace);
  } catch (error) {
    if (!failedWith(error, 'unreachable', 'unauthorized')) return;
    // What was asked for is left out: it was not a question of the user's.
    throw new KubeError({ reason: error.reason, message: error.answer, next: error.next, cause: error });
  }
}
