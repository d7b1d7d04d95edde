import * as v from 'valibot';
import { nameOwner, scaledOwnerSchema } from './scaled-owner.ts';

/** Between the last moment at which a pod that uses the claim was seen Ready and the first at which one was again. Times in ISO 8601. */
const downtime = v.strictObject({ from: v.string(), until: v.exactOptional(v.string()) });

/** What a move with `--scale` does to the application. */
export const applicationSchema = v.strictObject({
  owners: v.array(scaledOwnerSchema),
  /** More than one where a move stopped the application again to go back. */
  downtimes: v.array(downtime),
});

export type Application = Readonly<v.InferOutput<typeof applicationSchema>>;

/** How long the application was down, in milliseconds; undefined without --scale, where no pod was Ready before, and while it is down. */
export function downtimeMilliseconds(application: Application | undefined): number | undefined {
  const { downtimes = [] } = application ?? {};
  let sum = 0;
  for (const { from, until } of downtimes) {
    if (until === undefined) return undefined;
    sum += Math.max(0, Date.parse(until) - Date.parse(from));
  }
  return downtimes.length === 0 ? undefined : sum;
}

/** As in `downtime 12.5 s`. */
export function formatDowntime(milliseconds: number): string {
  return `downtime ${(milliseconds / 1000).toFixed(1)} s`;
}

/** Who is scaled down by the move, or may be, as in `StatefulSet web is scaled down from 3 to 1`; undefined where nobody is. */
export function describeScaledDown(application: Application | undefined): string | undefined {
  const down = application?.owners.filter(({ state }) => state === 'down') ?? [];
  const words = down.map((owner) => `${nameOwner(owner)} is scaled down from ${owner.replicas} to ${owner.scaledTo}`);
  return words.length === 0 ? undefined : words.join(', ');
}
