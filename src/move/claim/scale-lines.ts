import { orLate } from '../../base/time/deadline.ts';
import { type Hint, kubectl } from '../../base/hint.ts';
import { type Claim, type Deployment, kinds, type Meta, type StatefulSet } from '../../kube/objects/kinds.ts';
import type { Move } from '../model/move.ts';
import { hasTemplateOf } from './owners.ts';

/** How long the end of a move may wait for what is only a hint, in milliseconds. */
const patienceMilliseconds = 3000;

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

type Scaled = StatefulSet | Deployment;

/**
 * What starts the applications again that use the claim and are scaled to 0. The count is what was last applied, else what a StatefulSet's claims
 * tell, else 1. Never fails: with no right to look, nothing is known.
 */
export async function readScaleLines({ consumer, journal, clock }: Pick<Move, 'consumer' | 'journal' | 'clock'>): Promise<readonly Hint[]> {
  const { namespace, claim } = journal.value.request;
  const read = async (): Promise<readonly Hint[]> => {
    const [sets, deployments, claims] = await Promise.all([
      consumer.list(kinds.statefulSet, { namespace }).catch(nothing),
      consumer.list(kinds.deployment, { namespace }).catch(nothing),
      consumer.list(kinds.claim, { namespace }).catch(nothing),
    ]);
    const line = (kind: string, name: string, count: number) => kubectl(`scale ${kind} ${name} -n ${namespace} --replicas=${count}`);
    const users = (each: Scaled) => each.spec?.replicas === 0 && mounts(each, claim);
    return [
      ...sets.items
        .filter((set) => users(set) || (set.spec?.replicas === 0 && hasTemplateOf(set, claim)))
        .map((set) => line('statefulset', set.metadata.name, appliedCount(set.metadata) ?? claimCount(set, claims.items))),
      ...deployments.items.filter(users).map(({ metadata }) => line('deployment', metadata.name, appliedCount(metadata) ?? 1)),
    ];
  };
  return orLate({ clock, milliseconds: patienceMilliseconds }, read(), () => []).catch(() => []);
}

function nothing(): { readonly items: readonly never[] } {
  return { items: [] };
}

function mounts({ spec }: Scaled, claim: string): boolean {
  return spec?.template.spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim) ?? false;
}

/** The count that `kubectl apply` was last given. */
function appliedCount({ annotations }: Meta): number | undefined {
  try {
    const applied = JSON.parse(annotations?.[lastApplied] ?? '{}') as { spec?: { replicas?: unknown } };
    const count = applied.spec?.replicas;
    return typeof count === 'number' && count > 0 ? count : undefined;
  } catch {
    return undefined;
  }
}

/** A StatefulSet keeps the claims of replicas that it has had: as many as the highest ordinal tells. */
function claimCount(set: StatefulSet, claims: readonly Claim[]): number {
  const start = set.spec?.ordinals?.start ?? 0;
  const own = claims.map(({ metadata }) => metadata.name).filter((name) => hasTemplateOf(set, name));
  return Math.max(1, ...own.map((name) => Number(/\d+$/.exec(name)?.[0] ?? 0) - start + 1));
}
