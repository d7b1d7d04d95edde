import { nearest } from '../../base/closest.ts';
import { type Hint, kubectl } from '../../base/hint.ts';
import { type Kind, kinds, type Meta } from '../../kube/objects/kinds.ts';
import type { KubePort } from '../../kube/client/port.ts';
import type { MoveRef } from '../model/context.ts';
import { isUnknown, orUnknown } from './unknown.ts';

/** What may explain that a claim is not where it was looked for. */
export interface Absence {
  /** Also where that could not be seen. */
  readonly namespaceExists: boolean;
  /** Namespaces that have a claim of that name; none where not all may be looked through. */
  readonly elsewhere: readonly string[];
  /** Names like the one that was given: of claims in that namespace or, where there is no such namespace, of namespaces. */
  readonly similar: readonly string[];
}

interface Explanation {
  readonly message: string;
  readonly next: readonly Hint[];
}

/** Looks around for a claim that is not there. What it may not read it does without: the right to look through every namespace is not needed. */
export async function readAbsence(consumer: KubePort, { namespace, claim }: MoveRef): Promise<Absence> {
  const [found, claims, namespaces] = await Promise.all([
    orUnknown(namesOf(consumer, kinds.claim, { fields: `metadata.name=${claim}` })),
    orUnknown(namesOf(consumer, kinds.claim, { namespace })),
    orUnknown(namesOf(consumer, kinds.namespace, {})),
  ]);
  const elsewhere = isUnknown(found) ? [] : found.flatMap((each) => each.namespace ?? []);
  const namespaceExists = isUnknown(namespaces) || namespaces.some(({ name }) => name === namespace);
  const [missing, there] = namespaceExists ? [claim, claims] : [namespace, namespaces];
  const names = isUnknown(there) ? [] : there.map(({ name }) => name);
  return { namespaceExists, elsewhere, similar: nearest(missing, names) };
}

async function namesOf(port: KubePort, kind: Kind<{ metadata: Meta }>, scope: { namespace?: string; fields?: string }): Promise<Meta[]> {
  return (await port.list(kind, scope)).items.map(({ metadata }) => metadata);
}

/** Namespaces with a claim of that name that are told of. */
const mostNames = 5;

/** That a claim is not there, with what may have been meant: often its namespace was forgotten, or mistyped. `retry` is the same command for another namespace. */
export function explainAbsence(
  { claim, namespace }: MoveRef,
  { namespaceExists, elsewhere, similar }: Absence,
  retry: (namespace: string) => Hint,
): Explanation {
  const found = elsewhere.slice(0, mostNames);
  const where = namespaceExists ? ` in namespace ${namespace}` : `: namespace ${namespace} does not exist`;
  const hint =
    found.length > 0 ? `; found in ${found.join(', ')}: add ${found.map((name) => `-n ${name}`).join(' or ')}` : didYouMean(similar);
  const look = namespaceExists ? kubectl(`get pvc -n ${namespace}`) : kubectl('get namespaces');
  return { message: `claim ${claim} not found${where}${hint}`, next: found.length > 0 ? found.map(retry) : [look] };
}

/** The same, for a claim of which nothing is known but its name; undefined where it is there, or that cannot be told. */
export async function explainMissing(
  consumer: KubePort,
  ref: MoveRef,
  retry: (namespace: string) => Hint,
): Promise<Explanation | undefined> {
  const found = await orUnknown(consumer.find(kinds.claim, { name: ref.claim, namespace: ref.namespace }));
  return found === undefined ? explainAbsence(ref, await readAbsence(consumer, ref), retry) : undefined;
}

/** Names that may have been meant, in parentheses; nothing where there is none. */
export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : ` (Did you mean ${names.join(' or ')}?)`;
}
