import { type Claim, kinds } from '../../../kube/objects/kinds.ts';
import type { KubePort } from '../../../kube/client/port.ts';
import type { MoveRequest } from '../../model/request.ts';
import { skipForbidden } from './skip-forbidden.ts';

/** What may explain that a claim is not where it was looked for. */
export interface Absence {
  /** Also where that could not be seen. */
  readonly namespaceExists: boolean;
  /** Namespaces that have a claim of that name; none where not all may be looked through. */
  readonly elsewhere: readonly string[];
}

/** Looks around for a claim that was looked for and is not there. What it may not read it does without: the right to look through every namespace is not needed. */
export async function readAbsence(
  consumer: KubePort,
  { request: { namespace, claim }, ...seen }: { request: MoveRequest; claim: Claim | undefined; blind: ReadonlySet<string> },
): Promise<Absence | undefined> {
  if (seen.claim !== undefined || seen.blind.has(kinds.claim.plural)) return undefined;
  const { port, blind } = skipForbidden(consumer);
  const [found, named] = await Promise.all([
    port.find(kinds.namespace, { name: namespace }),
    port.list(kinds.claim, { fields: `metadata.name=${claim}` }),
  ]);
  const namespaceExists = found !== undefined || blind.has(kinds.namespace.plural);
  return { namespaceExists, elsewhere: named.items.flatMap(({ metadata }) => metadata.namespace ?? []) };
}
