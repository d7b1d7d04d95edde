import { type EvidenceLimits, findLatestWarning, readWarnings } from '../../kube/evidence/evidence.ts';
import { describeKeeper } from '../../kube/objects/keeper.ts';
import type { Kind, Meta } from '../../kube/objects/kinds.ts';
import type { Key, KubePort } from '../../kube/client/port.ts';
import type { Move } from '../model/move.ts';

interface Named {
  metadata: Meta;
}

/** Any object, with what most kinds tell of themselves. */
interface Telling extends Named {
  status?: { phase?: string; message?: string };
}

/** As in "PersistentVolume real in rome". */
export function nameObject({ cluster }: Pick<KubePort, 'cluster'>, kind: string, { namespace, name }: Key): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name} in ${cluster}`;
}

/** What is seen of an object that does not become as it should: what keeps it, its phase, its warnings. Never fails. */
export async function readStanding<T extends Named>(
  move: Pick<Move, 'clock'>,
  port: KubePort,
  { kind: { kind }, object, key }: { kind: Kind<T>; object: T | undefined; key: Key },
): Promise<string[]> {
  const told: Telling | undefined = object;
  const { phase, message } = told?.status ?? {};
  const facts = [told === undefined ? 'it does not exist' : describeKeeper(told), phase && `phase ${phase}`, message];
  const name = nameObject(port, kind, key);
  const warnings = await readWarnings(port, { kind, key }, limits(move));
  return [...facts.filter(Boolean).map((fact) => `${name}: ${fact}`), ...warnings];
}

/** Why an object that was deleted, or whose claim was, is still there, in one line; undefined where nothing says so. Never fails. */
export async function explainLingering<T extends Named>(
  move: Pick<Move, 'clock'>,
  port: KubePort,
  { kind: { kind }, object }: { kind: Kind<T>; object: T },
): Promise<string | undefined> {
  const told: Telling = object;
  const { name, namespace } = object.metadata;
  const key = namespace === undefined ? { name } : { name, namespace };
  return describeKeeper(object) ?? told.status?.message ?? (await findLatestWarning(port, { kind, key }, limits(move)));
}

function limits({ clock }: Pick<Move, 'clock'>): EvidenceLimits {
  return { clock, seconds: 10, logLines: 0 };
}
