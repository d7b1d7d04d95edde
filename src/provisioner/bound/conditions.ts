import type { Clock } from '../../base/time/clock.ts';
import type { Claim } from '../../kube/objects/kinds.ts';

type Condition = NonNullable<NonNullable<Claim['status']>['conditions']>[number];

/** The claim's conditions with this one; undefined where it is there already. */
export function withCondition(
  { status }: Claim,
  condition: { type: string; status: 'True'; reason: string; message: string },
  clock: Clock,
): Condition[] | undefined {
  const conditions = status?.conditions ?? [];
  const standing = conditions.find(({ type }) => type === condition.type);
  if (standing?.status === condition.status && standing.message === condition.message) return undefined;
  return [...conditions.filter(({ type }) => type !== condition.type), { ...condition, lastTransitionTime: clock.now().toISOString() }];
}

/** The claim's conditions without this one; undefined where it is not there. */
export function withoutCondition({ status }: Claim, gone: string): Condition[] | undefined {
  const conditions = status?.conditions ?? [];
  return conditions.some(({ type }) => type === gone) ? conditions.filter(({ type }) => type !== gone) : undefined;
}

/** What resizers and kubelets say on a claim about its expansion (core/v1, PersistentVolumeClaimConditionType). */
const resizing = ['Resizing', 'FileSystemResizePending', 'ControllerResizeError', 'NodeResizeError'];

/** The virtual claim's conditions with those of the real one about its expansion; undefined where they are the same. */
export function withResizing(claim: Claim, real: Claim): Condition[] | undefined {
  const [own, others] = [resizingOf(claim), (claim.status?.conditions ?? []).filter(({ type }) => !resizing.includes(type))];
  const wanted = resizingOf(real);
  return JSON.stringify(own) === JSON.stringify(wanted) ? undefined : [...others, ...wanted];
}

function resizingOf({ status }: Claim): Condition[] {
  return (status?.conditions ?? []).filter(({ type }) => resizing.includes(type)).toSorted((a, b) => (a.type < b.type ? -1 : 1));
}
